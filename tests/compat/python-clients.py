"""Carries out one task with a vendor's own Python library: the task as JSON in, the answer as JSON out, one per line."""

import json
import sys

client_name, base_url, api_key = sys.argv[1:]


def anthropic_client():
    import anthropic

    client = anthropic.Anthropic(base_url=base_url, api_key=api_key, max_retries=0)

    def ask(task):
        body = {
            "model": f"@mock-{task['provider']}/{task['model']}",
            "max_tokens": 100,
            "messages": [{"role": "user", "content": task["text"]}],
        }
        if task["tools"]:
            body["tools"] = [{"name": tool["name"], "input_schema": tool["schema"]} for tool in task["tools"]]
        if task["kind"] == "count":
            del body["max_tokens"]
            return {"tokens": client.messages.count_tokens(**body).input_tokens}
        if task["kind"] == "stream":
            with client.messages.stream(**body) as stream:
                message = stream.get_final_message()
        else:
            message = client.messages.create(**body)
        return {
            "text": "".join(block.text for block in message.content if block.type == "text"),
            "calls": [
                {"name": block.name, "arguments": block.input} for block in message.content if block.type == "tool_use"
            ],
        }

    return ask


def google_client():
    from google import genai

    def ask(task):
        headers = {"x-portkey-provider": f"@mock-{task['provider']}"}
        # Its variable must live on: a client that nobody holds closes itself.
        client = genai.Client(api_key=api_key, http_options={"base_url": base_url, "headers": headers})
        models = client.models
        asked = {"model": task["model"], "contents": task["text"]}
        if task["kind"] == "count":
            return {"tokens": models.count_tokens(**asked).total_tokens}
        if task["tools"]:
            declared = [
                {"name": tool["name"], "description": tool["name"], "parameters_json_schema": tool["schema"]}
                for tool in task["tools"]
            ]
            # The library would call Python functions by itself; these are declarations, which it hands out.
            asked["config"] = {"tools": [{"function_declarations": declared}]}
        stream = models.generate_content_stream(**asked) if task["kind"] == "stream" else None
        chunks = [models.generate_content(**asked)] if stream is None else list(stream)
        parts = [
            part
            for chunk in chunks
            for candidate in chunk.candidates or []
            for part in (candidate.content.parts if candidate.content else None) or []
        ]
        return {
            "text": "".join(part.text or "" for part in parts),
            "calls": [
                {"name": part.function_call.name, "arguments": part.function_call.args or {}}
                for part in parts
                if part.function_call
            ],
        }

    return ask


def boto3_client():
    import boto3
    from botocore import UNSIGNED
    from botocore.config import Config

    client = boto3.client(
        "bedrock-runtime",
        region_name="us-east-1",
        endpoint_url=base_url,
        config=Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1}),
    )

    # As AWS_BEARER_TOKEN_BEDROCK would, which the library wants HTTPS for; the tests' Tollgate speaks HTTP.
    def authorize(request, **_):
        request.headers["Authorization"] = f"Bearer {api_key}"

    client.meta.events.register("before-send.bedrock-runtime", authorize)

    def streamed(events):
        blocks = {}
        for event in events:
            start = event.get("contentBlockStart")
            if start and "toolUse" in start["start"]:
                blocks[start["contentBlockIndex"]] = {"toolUse": {"name": start["start"]["toolUse"]["name"], "input": ""}}
            piece = event.get("contentBlockDelta")
            if piece and "text" in piece["delta"]:
                block = blocks.setdefault(piece["contentBlockIndex"], {"text": ""})
                block["text"] += piece["delta"]["text"]
            if piece and "toolUse" in piece["delta"]:
                blocks[piece["contentBlockIndex"]]["toolUse"]["input"] += piece["delta"]["toolUse"]["input"]
        for block in blocks.values():
            if "toolUse" in block:
                block["toolUse"]["input"] = json.loads(block["toolUse"]["input"] or "{}")
        return list(blocks.values())

    def ask(task):
        model = f"@mock-{task['provider']}/{task['model']}"
        asked = {"modelId": model, "messages": [{"role": "user", "content": [{"text": task["text"]}]}]}
        if task["kind"] == "count":
            counted = client.count_tokens(modelId=model, input={"converse": {"messages": asked["messages"]}})
            return {"tokens": counted["inputTokens"]}
        if task["tools"]:
            asked["toolConfig"] = {
                "tools": [
                    {"toolSpec": {"name": tool["name"], "inputSchema": {"json": tool["schema"]}}}
                    for tool in task["tools"]
                ]
            }
        if task["kind"] == "stream":
            blocks = streamed(client.converse_stream(**asked)["stream"])
        else:
            blocks = client.converse(**asked)["output"]["message"]["content"]
        return {
            "text": "".join(block.get("text", "") for block in blocks),
            "calls": [
                {"name": block["toolUse"]["name"], "arguments": block["toolUse"]["input"]}
                for block in blocks
                if "toolUse" in block
            ],
        }

    return ask


ask = {"anthropic": anthropic_client, "google-genai": google_client, "boto3": boto3_client}[client_name]()
for line in sys.stdin:
    try:
        print(json.dumps({"answer": ask(json.loads(line))}), flush=True)
    except Exception as error:  # Each library has classes of its own; the test wants the name and the words.
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)
