"""Which files hold the weights of a model, by the end of their names, and where weights are kept.

The pages in `source` were looked up on the day in `VERIFIED`. A row without one is what people call such files.
"""

from __future__ import annotations

from typing import NamedTuple

VERIFIED = "2026-11-23"


class WeightSuffix(NamedTuple):
    """The end of the names of weight files, in lower case.

    Where it `is_ambiguous`, files of another nature bear it too: then a name such as ``pytorch_model.bin`` has to speak
    for it (`WEIGHT_WORDS`), or a folder of `MODEL_DIRECTORIES`.
    """

    suffix: str
    format: str
    is_ambiguous: bool
    source: str = ""


_PYTORCH = "https://docs.pytorch.org/tutorials/beginner/saving_loading_models.html"
_NEMO = "https://docs.nvidia.com/nemo/speech/nightly/checkpoints/intro.html"
_KERAS = "https://keras.io/guides/serialization_and_saving/"
_GGUF = "https://github.com/ggml-org/ggml/blob/master/docs/gguf.md"
_TORCHSERVE = "https://github.com/pytorch/serve/blob/master/model-archiver/README.md"

WEIGHT_SUFFIXES = (
    WeightSuffix(".safetensors", "safetensors", False, _NEMO),
    WeightSuffix(".gguf", "GGUF", False, _GGUF),
    WeightSuffix(".ggml", "GGML", False, _GGUF),
    WeightSuffix(".onnx", "ONNX", False),
    WeightSuffix(".pt", "PyTorch", False, _PYTORCH),
    WeightSuffix(".pth", "PyTorch", False, _PYTORCH),
    WeightSuffix(".ckpt", "PyTorch Lightning", False, _NEMO),
    WeightSuffix(".keras", "Keras", False, _KERAS),
    WeightSuffix(".tflite", "LiteRT", False),
    WeightSuffix(".caffemodel", "Caffe", False),
    WeightSuffix(".pdparams", "PaddlePaddle", False),
    WeightSuffix(".mlmodel", "Core ML", False),
    WeightSuffix(".nemo", "NeMo", False, _NEMO),
    WeightSuffix(".mar", "TorchServe", False, _TORCHSERVE),
    WeightSuffix(".trt", "TensorRT", False),
    WeightSuffix(".engine", "TensorRT", True),
    WeightSuffix(".plan", "TensorRT", True),
    WeightSuffix(".h5", "HDF5", True, _KERAS),
    WeightSuffix(".hdf5", "HDF5", True, _KERAS),
    WeightSuffix(".bin", "", True),
    WeightSuffix(".pb", "TensorFlow", True),
    WeightSuffix(".pkl", "pickle", True),
    WeightSuffix(".pickle", "pickle", True),
    WeightSuffix(".joblib", "joblib", True),
    WeightSuffix(".msgpack", "Flax", True),
    WeightSuffix(".npz", "NumPy", True),
    WeightSuffix(".weights", "Darknet", True),
    WeightSuffix(".params", "MXNet", True),
)
"""The suffixes; ``.npy`` and ``.tar`` are left out, they are mostly data."""

WEIGHT_WORDS = frozenset(
    "model models weight weights checkpoint checkpoints ckpt pytorch tf flax params embedding embeddings encoder "
    "decoder lora adapter adapters ggml classifier regressor detector net network graph saved pipeline bert gpt llama "
    "whisper resnet yolo xgb lgbm lightgbm xgboost catboost fasttext word2vec variables".split()
)
"""Words in the name of a file with an ambiguous suffix that speak for weights."""

MODEL_DIRECTORIES = frozenset(
    "models model weights checkpoints checkpoint ckpt ckpts pretrained pretrained_models saved_model saved_models "
    "model_repository model_store model-store".split()
)
"""Folders that people keep weights in. Packages with code are called so too: somebody has to look inside."""

FILE_HEADS_OF_OTHERS = (b"#!", b"\x7fELF", b"MZ", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"!<arch>")
"""The first bytes of scripts, programs and libraries, which weights never start with (file(1), magic numbers)."""

PLATFORMS_WITHOUT_MOUNTS = ("public.ecr.aws/lambda/", "amazon/aws-lambda-")
"""How the images of AWS Lambda begin, which has no bind mounts: the code and what it loads are the image.

Source: https://docs.aws.amazon.com/lambda/latest/dg/images-create.html
"""
