FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04

RUN apt-get update && apt-get install -y --no-install-recommends python3 python3-pip && rm -rf /var/lib/apt/lists/*

WORKDIR /train
COPY train-requirements.txt .
RUN pip3 install --no-cache-dir -r train-requirements.txt
COPY train.py .

CMD ["python3", "train.py"]
