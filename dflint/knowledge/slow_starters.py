"""Packages and images whose programs take their time before they answer: what loads a model when it starts.

`MODEL_PACKAGES` run models of hundreds of megabytes and more, which are read, moved to a device and often downloaded
first. Packages for models of a smaller kind, as scikit-learn and xgboost, start within seconds and are left out, and
so is onnxruntime-gpu, whose module is that of onnxruntime. What a package is for says its page,
https://pypi.org/project/NAME/, looked at on the day in `VERIFIED`. Images that serve models as they are stand in
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
    "onnxruntime-genai mlc-llm rembg insightface deepface".split()
)

CLIENTS_OF_SERVERS: frozenset[str] = frozenset({"tensorflow_serving", "tritonclient"})
"""Modules of programs whose models run in a server elsewhere: what they import besides only makes its messages.

https://pypi.org/project/tensorflow-serving-api/, https://pypi.org/project/tritonclient/ (looked at on 2026-11-27).
"""

MODEL_IMAGES: frozenset[str] = frozenset({"pytorch/torchserve", "tensorflow/serving"})
"""Images that serve models, beside those of `service_images`: https://hub.docker.com/r/REPOSITORY."""

MODEL_PROGRAMS: frozenset[str] = frozenset(
    "vllm sglang lmdeploy text-generation-launcher text-embeddings-router tritonserver torchserve infinity_emb "
    "llama_cpp mlc_llm tensorflow_model_server".split()
)
"""Commands, and modules by their first part, that load the model which they serve before they answer."""
