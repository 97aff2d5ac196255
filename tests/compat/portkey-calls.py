"""Carries out calls of Portkey's Python library: one JSON object per line in, one per line out."""

import json
import sys

from portkey_ai import Portkey

base_url, api_key = sys.argv[1:]
portkey = Portkey(base_url=base_url, api_key=api_key)
for line in sys.stdin:
    call = json.loads(line)
    target = portkey
    for name in call["path"].split("."):
        target = getattr(target, name)
    try:
        answer = target(**call["arguments"])
        if hasattr(answer, "model_dump"):
            data = answer.model_dump(mode="json")
        else:  # A call without a class of its own hands out the HTTP response.
            data = answer.json() if hasattr(answer, "status_code") else answer
        print(json.dumps({"answer": data}), flush=True)
    except Exception as error:  # The library has many classes of errors; the test wants their words.
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)
