"""Where each site stands in the picture: a schematic body seen from the front.

A shape is the data of an SVG path. Pairs are drawn once, on the right, and mirrored. The cord is
drawn wider than it is, and again cut across, where its columns and horns have room. Upper motor
neurons cross in the medulla, the cord ends above the hips, and below it is the cauda equina.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

MIDDLE, CUT = 112.0, 316.0
"""The midline of the body, and of the cord cut across."""

WIDTH, HEIGHT = 408.0, 724.0
COLUMN, FIRST, LAST = 232.0, 8.0, 440.0
"""Size of the picture; where the column of labels is, and from where to where."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A path.

    Attributes:
        path: its data.
        width: of a line; 0 for an area.
        sides: "one", as it stands; "both", mirrored as well; "other", mirrored alone.
        axis: what it is mirrored at.
        pattern: which neuron this part of the site is; empty for that of the whole site.
        quiet: whether it is unseen, and gives way to what lies below it, while it is unlikely.
    """

    path: str
    width: float = 0.0
    sides: str = "one"
    axis: float = MIDDLE
    pattern: str = ""
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Region:
    """All shapes of a site, and the point that its label points to."""

    anchor: tuple[float, float]
    shapes: tuple[Shape, ...]


def _pair(*paths: str, width: float = 0.0) -> tuple[Shape, ...]:
    return tuple(Shape(path, width, "both") for path in paths)


_GYRI = (
    "M113 14A9.4 9.4 0 0 1 129.1 16.4A8.8 8.8 0 0 1 142.7 23.1A7.9 7.9 0 0 1 151.8 33.1"
    "A7.1 7.1 0 0 1 155 45A7.1 7.1 0 0 1 151.8 56.9A7.9 7.9 0 0 1 142.7 66.9"
    "A8.8 8.8 0 0 1 129.1 73.6A9.4 9.4 0 0 1 113 76"
)
_WHITE = "M113 26C130 24 143 34 143 46C143 57 131 64 113 64Z"
_TO_ARM = "C182 190 184 220 188 250"
_TO_LEG = "C147 380 141 420 140 470"
_MOTOR_TO_ARM = f"M117 142C140 147 155 150 170 157{_TO_ARM}L190 262"
_TRACT = "M128 19C124 40 119 52 117 70C115 92 109 102 107 116V252"

REGIONS: Mapping[str, Region] = MappingProxyType(
    {
        "muscle": Region(
            (187, 204),
            _pair(
                "M177 172C188 176 196 206 195 234C184 226 176 196 177 172Z",
                "M150 366C162 384 162 424 152 452C144 428 143 390 150 366Z",
            ),
        ),
        "cortex": Region(
            (148, 30), _pair(f"{_GYRI}V64C131 64 143 57 143 46C143 34 130 24 113 26Z")
        ),
        "subcortical": Region((136, 40), _pair(_WHITE)),
        "basal_ganglia": Region(
            (129, 50),
            _pair("M124 39C133 38 138 49 131 58C125 60 120 54 120 48C120 43 121 40 124 39Z"),
        ),
        "cerebellum": Region(
            (144, 87),
            _pair("M126 79C139 75 150 80 148 89C146 98 133 99 125 94C128 89 128 84 126 79Z"),
        ),
        "brainstem": Region(
            (120, 86),
            (
                Shape(
                    "M104 71H120C120 77 125 80 125 86C125 92 119 94 118 99L117 114H107L106 99"
                    "C105 94 99 92 99 86C99 80 104 77 104 71Z"
                ),
            ),
        ),
        "cervical_cord": Region(
            (123, 128),
            (
                Shape(
                    "M103 116H121C121 126 126 131 126 142C126 153 121 158 121 166H103"
                    "C103 158 98 153 98 142C98 131 103 126 103 116Z"
                ),
            ),
        ),
        "thoracic_cord": Region((121, 204), (Shape("M103 167.5H121V237.5H103Z"),)),
        "conus": Region(
            (123, 264),
            (
                Shape(
                    "M103 239H121C126 246 127 255 124 264C121 275 116 282 112 291"
                    "C108 282 103 275 100 264C97 255 98 246 103 239Z"
                ),
            ),
        ),
        "cauda_equina": Region(
            (120, 322),
            (
                *_pair(
                    "M115 286C117 306 120 326 125 348",
                    "M113.6 289C114 310 116 330 118 352",
                    width=2.4,
                ),
            ),
        ),
        "cord_and_nerve": Region(
            (197, 296),
            (
                Shape(
                    "M118.5 119C119 128 122.5 132 122.5 142C122.5 153 119 158 118.8 168V236",
                    2.4,
                    "both",
                    pattern="umn",
                ),
                Shape("M189 258C192 276 195 290 199 304", 3, "both", pattern="lmn"),
                Shape("M145 478C144 500 143 520 143 540", 3, "both", pattern="lmn"),
                Shape("M348.5 484.5a12 11 0 1 0 .01 0Z", 0, "both", CUT, "umn"),
                Shape(
                    "M315 462C306 462 303 466 303 470C304 482 309 492 315 499Z",
                    0,
                    "both",
                    CUT,
                    "neither",
                ),
            ),
        ),
        "plexus": Region(
            (158, 151),
            _pair(
                "M142 138C155 141 152 157 170 161",
                "M144 147C154 150 156 152 170 157",
                "M143 156C154 156 154 148 170 153",
                "M133 306C143 312 139 330 149 339",
                "M135 320C141 324 144 330 150 335",
                "M137 334C142 334 142 327 148 330",
                width=2.6,
            ),
        ),
        "root": Region(
            (135, 160),
            (
                *_pair(
                    "M126 132L141 138",
                    "M128 142L143 147",
                    "M126 152L142 156",
                    "M123 162L138 166",
                    "M123 300L133 306",
                    "M124.5 314L135 320",
                    "M126 328L137 334",
                    width=4,
                ),
                Shape("M336 530C344 541 354 545 367 546", 4, "both", CUT),
            ),
        ),
        "nerve": Region(
            (190, 264),
            (
                Shape(f"M170 157{_TO_ARM}C192 276 198 302 201 318", 4),
                Shape(f"M149 336{_TO_LEG}C138.5 505 138 530 138 556", 4),
            ),
        ),
        "polyneuropathy": Region(
            (208, 338),
            _pair(
                "M201 318C203 330 201 342 200 356",
                "M201 318C206 332 207 344 207 360",
                "M201 318C208 330 213 342 214 354",
                "M138 556C138 574 132 586 129 598",
                "M138 556C140 574 139 588 139 602",
                "M138 556C142 574 148 588 153 598",
                width=3,
            ),
        ),
        "neuromuscular_junction": Region(
            (181, 212),
            _pair(
                "M180 205a4.6 4.6 0 1 0 .01 0Z",
                "M145 404a4.6 4.6 0 1 0 .01 0Z",
            ),
        ),
        "upper_and_lower_motor_neurons": Region(
            (118.5, 190),
            (
                Shape(_TRACT, 6.5, "both", pattern="umn", quiet=True),
                Shape("M122 80V91", 3, "both", pattern="lmn", quiet=True),
                Shape("M112 100V111", 3, pattern="lmn", quiet=True),
                Shape(_MOTOR_TO_ARM, 5, "other", pattern="lmn"),
                Shape(_MOTOR_TO_ARM, 5, pattern="lmn", quiet=True),
                Shape(
                    f"M116 258C118 292 130 316 149 336{_TO_LEG}V486",
                    5,
                    "both",
                    pattern="lmn",
                    quiet=True,
                ),
                Shape("M348.5 482.5a14 13 0 1 0 .01 0Z", 3.5, "both", CUT, "umn"),
                Shape(
                    "M318 512C324 505 346 503 347 519C348 535 328 540 322 531Z",
                    3.5,
                    "both",
                    CUT,
                    "lmn",
                ),
            ),
        ),
        "corticospinal_tract": Region(
            (118.5, 224),
            (
                Shape(_TRACT, 2.6, "both"),
                Shape("M348.5 486.5a10 9 0 1 0 .01 0Z", 0, "both", CUT),
            ),
        ),
        "anterior_horn": Region(
            (122, 142),
            (
                *_pair(
                    *(
                        f"M{x} {y}a2.7 2.7 0 1 0 .01 0Z"
                        for x, y in ((120, 131), (122, 139.3), (120, 148))
                    ),
                    *(
                        f"M{x} {y}a2.7 2.7 0 1 0 .01 0Z"
                        for x, y in ((120, 246), (121, 254), (119, 262))
                    ),
                ),
                Shape(
                    "M320 513C326 508 342 507 343 519C344 531 330 535 324 528"
                    "C321 524 320 519 320 513Z",
                    0,
                    "both",
                    CUT,
                ),
            ),
        ),
    }
)
"""Site → its region, in the order of painting."""

ORDER = (
    "cortex",
    "subcortical",
    "basal_ganglia",
    "cerebellum",
    "brainstem",
    "corticospinal_tract",
    "upper_and_lower_motor_neurons",
    "cord_and_nerve",
    "cervical_cord",
    "thoracic_cord",
    "conus",
    "anterior_horn",
    "root",
    "cauda_equina",
    "plexus",
    "nerve",
    "polyneuropathy",
    "neuromuscular_junction",
    "muscle",
)
"""The same on the way from the brain to the muscle: the order of the keyboard."""

FIGURE = """
<ellipse cx="112" cy="61" rx="48" ry="56"/>
<path class="limb" stroke-width="38" d="M112 104V150"/>
<path d="M66 150C52 152 44 166 46 180L70 250C74 290 70 320 68 356H156C154 320 150 290 154 250
L178 180C180 166 172 152 158 150C140 146 84 146 66 150Z"/>
<path class="limb" stroke-width="36" d="M165 166L190 250M59 166L34 250"/>
<path class="limb" stroke-width="27" d="M190 250L203 326M34 250L21 326"/>
<ellipse cx="207" cy="344" rx="13" ry="20"/><ellipse cx="17" cy="344" rx="13" ry="20"/>
<path class="limb" stroke-width="48" d="M139 356L142 466M85 356L82 466"/>
<path class="limb" stroke-width="33" d="M142 466L139 580M82 466L85 580"/>
<ellipse cx="142" cy="600" rx="19" ry="10"/><ellipse cx="82" cy="600" rx="19" ry="10"/>
"""
"""The outline of the body: what lies over another part adds nothing to it."""

CROSS_SECTION = """
<path d="M316 552C282 552 258 532 258 506C258 480 282 460 310 460L316 466L322 460C350 460 374 480
374 506C374 532 350 552 316 552Z"/>
"""
GREY_MATTER = """
<path d="M312 502H320V511H312ZM320 502C330 496 340 484 347 470L351 473C346 490 334 506 320 511Z
M312 502C302 496 292 484 285 470L281 473C286 490 298 506 312 511Z"/>
"""
"""The cord cut across, its back above, and what of it is no site of its own."""
