"""A text classifier behind an HTTP interface."""

from fastapi import FastAPI
from transformers import pipeline

app = FastAPI()
classify = pipeline("sentiment-analysis", model="distilbert-base-uncased-finetuned-sst-2-english")


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/classify")
def classify_text(text: str) -> list[dict[str, float | str]]:
    return classify(text)
