"""
No language model: it says the user's last words again, one by one, and stands in for TensorRT-LLM's and vLLM's models, whose tensors it has.
A word `!raise` is an exception in the model, `!break` an error when it is reached, `!wait` a second of silence.
"""

import json
import threading
import time

import numpy as np
import triton_python_backend_utils as pb_utils

PAUSE_SECONDS = 0.01


def value(request, name, default=None):
    tensor = pb_utils.get_input_tensor_by_name(request, name)
    return default if tensor is None else tensor.as_numpy().reshape(-1)


def texts(values):
    return [text.decode() for text in values]


class Wishes:
    """What a request asks for, by the names of either backend."""

    def __init__(self, request):
        self.prompt = texts(value(request, "text_input"))[0]
        # TensorRT-LLM's models batch, vLLM's do not: then tensors have no dimension for it.
        self.shape = pb_utils.get_input_tensor_by_name(request, "text_input").as_numpy().shape
        sampling = value(request, "sampling_parameters")
        if sampling is None:
            self.max_tokens = int(value(request, "max_tokens", [0])[0])
            self.stops = texts(value(request, "stop_words", []))
            sampled = [value(request, name, [None])[0] for name in ("temperature", "top_p")]
        else:
            parameters = json.loads(texts(sampling)[0])
            self.max_tokens = parameters["max_tokens"]
            self.stops = parameters.get("stop", [])
            sampled = [parameters.get(name) for name in ("temperature", "top_p")]
        print(f"words: temperature {sampled[0]}, top_p {sampled[1]}", flush=True)
        self.stream = bool(value(request, "stream", [False])[0])
        self.repeat_prompt = not bool(value(request, "exclude_input_in_output", [False])[0])
        self.reports = [name for name in REPORTS if value(request, f"return_{name}", [False])[0]]


REPORTS = ["finish_reason", "num_input_tokens", "num_output_tokens"]


class TritonPythonModel:
    def execute(self, requests):
        for request in requests:
            wishes = Wishes(request)
            if "!raise" in wishes.prompt:
                raise ValueError("the model is out of order")
            # As engines do: the answer goes on while other requests come in.
            threading.Thread(target=answer, args=(wishes, request.get_response_sender())).start()
        return None


def answer(wishes, sender):
    words = wishes.prompt.rsplit("User: ", 1)[-1].removesuffix("\n\nAssistant:").split(" ")
    said, reason = [], "stop"
    for word in words:
        if sender.is_cancelled():
            print(f"words: cancelled after {len(said)} of {len(words)}", flush=True)
            break
        if word in wishes.stops:
            break
        if len(said) == wishes.max_tokens:
            reason = "length"
            break
        if word == "!break":
            sender.send(failure("the engine broke"), flags=pb_utils.TRITONSERVER_RESPONSE_COMPLETE_FINAL)
            return
        time.sleep(1 if word == "!wait" else PAUSE_SECONDS)
        text = word if not said else f" {word}"
        said.append(text)
        if wishes.stream:
            sender.send(response(wishes, text, "None", len(words), 1))
    if not wishes.stream:
        text = (wishes.prompt if wishes.repeat_prompt else "") + "".join(said)
        sender.send(response(wishes, text, reason, len(words), len(said)))
    elif "finish_reason" in wishes.reports:
        sender.send(response(wishes, "", reason, len(words), 0))
    sender.send(flags=pb_utils.TRITONSERVER_RESPONSE_COMPLETE_FINAL)


def response(wishes, text, reason, words, said):
    reports = {"finish_reason": reason.encode(), "num_input_tokens": np.uint32(words), "num_output_tokens": np.uint32(said)}
    outputs = {"text_output": text.encode(), **{name: reports[name] for name in wishes.reports}}
    return pb_utils.InferenceResponse([tensor(name, output, wishes.shape) for name, output in outputs.items()])


def tensor(name, output, shape):
    kind = np.object_ if isinstance(output, bytes) else np.uint32
    return pb_utils.Tensor(name, np.array([output], dtype=kind).reshape(shape))


def failure(message):
    return pb_utils.InferenceResponse(error=pb_utils.TritonError(message))
