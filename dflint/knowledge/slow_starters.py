"""Packages and images whose programs take their time before they answer: what loads a model when it starts.

`MODEL_PACKAGES` run models of hundreds of megabytes and more, which are read, moved to a device and often downloaded
first. `LIGHT_PACKAGES` load models of a smaller kind, or take seconds to be imported. What a package is for says its
page, https://pypi.org/project/NAME/, looked at on the day in `VERIFIED`. Images that serve models as they are stand in
`service_images`.
"""

from __future__ import annotations

VERIFIED = "2026-11-23"

MODEL_PACKAGES: frozenset[str] = frozenset(
    "vllm sglang lmdeploy text-generation tensorrt-llm llama-cpp-python ctransformers exllamav2 auto-gptq autoawq "
    "gptqmodel bitsandbytes optimum peft transformers sentence-transformers diffusers accelerate adapter-transformers "
    "flagembedding instructorembedding fastembed infinity-emb faster-whisper openai-whisper whisperx whisper "
    "ctranslate2 tts coqui-tts nemo-toolkit speechbrain pyannote-audio demucs ultralytics detectron2 segment-anything "
    "easyocr paddleocr paddlepaddle paddlepaddle-gpu timm open-clip-torch clip-retrieval torch torchvision torchaudio "
    "torchserve lightning pytorch-lightning fastai pytorch pytorch-gpu pytorch-cpu tensorflow tensorflow-cpu "
    "tensorflow-gpu tensorflow-rocm tf-keras keras jax flax mxnet flair stanza bertopic deepspeed openvino "
    "onnxruntime-gpu onnxruntime-genai mlc-llm rembg insightface deepface".split()
)

LIGHT_PACKAGES: frozenset[str] = frozenset(
    "scikit-learn xgboost lightgbm catboost onnxruntime spacy gensim mlflow bentoml gradio streamlit h2o statsmodels "
    "prophet mediapipe tflite-runtime chromadb langchain llama-index haystack-ai".split()
)

MODEL_IMAGES: frozenset[str] = frozenset(
    {
        "pytorch/pytorch",
        "pytorch/torchserve",
        "tensorflow/tensorflow",
        "tensorflow/serving",
        "nvcr.io/nvidia/pytorch",
        "nvcr.io/nvidia/tensorflow",
        "huggingface/transformers-pytorch-gpu",
        "huggingface/transformers-pytorch-cpu",
    }
)
"""Images that hold a framework of `MODEL_PACKAGES`, by repository: https://hub.docker.com/r/REPOSITORY and
https://catalog.ngc.nvidia.com/containers."""
