"""Says which version it is: Y = X * factor + version, with the factor from its configuration."""

import json

import numpy as np
import triton_python_backend_utils as pb_utils


class TritonPythonModel:
    def initialize(self, args):
        self.version = int(args["model_version"])
        self.factor = int(json.loads(args["model_config"])["parameters"]["factor"]["string_value"])

    def execute(self, requests):
        rows = [pb_utils.get_input_tensor_by_name(request, "X").as_numpy() for request in requests]
        answers = [(row * self.factor + self.version).astype(np.int32) for row in rows]
        return [pb_utils.InferenceResponse([pb_utils.Tensor("Y", answer)]) for answer in answers]
