"""Results → rows, charts, sentences, citations; nothing of Streamlit or Typer."""
