// A picture whose parts are chosen by a click, or by arrow keys and Enter. A part has `data-pick`, its
// name, and `data-order`, its place in the order of the keyboard. One of them is a stop of the Tab key.
// Parts with `data-column` stand in columns: left and right go to the nearest one beside.
const drawn = new WeakMap()

const middle = part => {
  const box = part.getBoundingClientRect()
  return box.top + box.height / 2
}

const bringIn = (frame, part) => {
  const [inner, outer] = [part, frame].map(one => one.getBoundingClientRect())
  frame.scrollLeft += inner.left + inner.width / 2 - outer.left - outer.width / 2
  frame.scrollTop += inner.top + inner.height / 2 - outer.top - outer.height / 2
}

const beside = (parts, part, step) => {
  const near = parts.filter(one => +one.dataset.column === +part.dataset.column + step)
  const away = one => Math.abs(middle(one) - middle(part))
  return near.reduce((best, one) => (best && away(best) <= away(one) ? best : one), undefined)
}

const next = (parts, part, key) => {
  const columns = part.dataset.column !== undefined
  const row = columns ? parts.filter(one => one.dataset.column === part.dataset.column) : parts
  const at = row.indexOf(part)
  if (key === "ArrowDown" || (key === "ArrowRight" && !columns)) return row[at + 1]
  if (key === "ArrowUp" || (key === "ArrowLeft" && !columns)) return row[at - 1]
  if (key === "ArrowRight") return beside(parts, part, 1)
  if (key === "ArrowLeft") return beside(parts, part, -1)
  if (key === "Home") return parts[0]
  if (key === "End") return parts[parts.length - 1]
}

export default function ({ data, parentElement, setTriggerValue }) {
  const frame = parentElement.querySelector("#frame")
  const held = frame.getRootNode().activeElement?.dataset?.pick
  const first = !drawn.has(frame)
  if (drawn.get(frame) !== data.svg) {
    drawn.set(frame, data.svg)
    frame.innerHTML = data.svg
  }
  const parts = [...frame.querySelectorAll("[data-pick]")]
    .sort((a, b) => a.dataset.order - b.dataset.order)
  const named = name => parts.find(part => part.dataset.pick === name)
  const stop = part => parts.forEach(one => one.setAttribute("tabindex", one === part ? 0 : -1))
  const go = part => {
    stop(part)
    part.focus({ preventScroll: true })
    part.scrollIntoView({ block: "nearest", inline: "nearest" })
  }
  const pick = part => setTriggerValue("picked", part.dataset.pick)
  parts.forEach(part => part.setAttribute("aria-pressed", part.dataset.pick === data.chosen))
  stop(named(held) ?? named(data.chosen) ?? parts[0])
  if (held && named(held)) named(held).focus({ preventScroll: true })
  if (first && named(data.chosen)) bringIn(frame, named(data.chosen))
  frame.onclick = event => {
    const part = event.target.closest("[data-pick]")
    if (part) { stop(part); pick(part) }
  }
  frame.onkeydown = event => {
    const part = event.target.closest("[data-pick]")
    if (!part) return
    const chosen = event.key === "Enter" || event.key === " "
    const other = next(parts, part, event.key)
    if (!chosen && !other) return
    event.preventDefault()
    chosen ? pick(part) : go(other)
  }
}
