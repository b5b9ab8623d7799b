"""Fine-tune the classifier; the data loader's workers share batches through /dev/shm."""

import torch
from datasets import load_dataset
from torch.utils.data import DataLoader
from transformers import AutoModelForSequenceClassification, AutoTokenizer

NAME = "distilbert-base-uncased"

tokenizer = AutoTokenizer.from_pretrained(NAME)
model = AutoModelForSequenceClassification.from_pretrained(NAME).cuda()
optimizer = torch.optim.AdamW(model.parameters(), lr=2e-5)
loader = DataLoader(load_dataset("imdb", split="train"), batch_size=32, num_workers=8)
for step, batch in enumerate(loader):
    inputs = tokenizer(batch["text"], truncation=True, padding=True, return_tensors="pt").to("cuda")
    loss = model(**inputs, labels=batch["label"].cuda()).loss
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    print(step, loss.item())
