"""Carries out one task with a vendor's own Python library: the task as JSON in, the answer as JSON out, one per line."""

import base64
import json
import sys

client_name, base_url, api_key = sys.argv[1:]


def model_of(task):
    return f"{task['provider']}/{task['model']}"


def data_url(task):
    return f"data:image/png;base64,{task['image']}"


def openai_client():
    import openai

    return openai.OpenAI(base_url=f"{base_url}/v1", api_key=api_key, max_retries=0)


def portkey_client():
    from portkey_ai import Portkey

    return Portkey(base_url=f"{base_url}/v1", api_key=api_key, max_retries=0)


def chat_client(client):
    def ask(task):
        content = task["text"]
        if task.get("image"):
            picture = {"type": "image_url", "image_url": {"url": data_url(task)}}
            content = [{"type": "text", "text": task["text"]}, picture]
        asked = {"model": model_of(task), "messages": [{"role": "user", "content": content}]}
        if task["tools"]:
            asked["tools"] = [
                {"type": "function", "function": {"name": tool["name"], "parameters": tool["schema"]}}
                for tool in task["tools"]
            ]
        if "results" in task:
            called = client.chat.completions.create(**asked).choices[0].message
            asked["messages"].append(called.model_dump(exclude_none=True))
            for call, result in zip(called.tool_calls, task["results"]):
                asked["messages"].append({"role": "tool", "tool_call_id": call.id, "content": result})
        if task["isStream"]:
            return streamed(client.chat.completions.create(**asked, stream=True))
        choice = client.chat.completions.create(**asked).choices[0]
        calls = choice.message.tool_calls or []
        return {
            "text": choice.message.content or "",
            "calls": [
                {"name": call.function.name, "arguments": json.loads(call.function.arguments)} for call in calls
            ],
            "end": choice.finish_reason,
        }

    def streamed(chunks):
        text, calls, end = "", {}, ""
        for choice in (choice for chunk in chunks for choice in chunk.choices):
            text += choice.delta.content or ""
            end = choice.finish_reason or end
            for piece in choice.delta.tool_calls or []:
                call = calls.setdefault(piece.index, {"name": "", "arguments": ""})
                call["name"] += piece.function.name or ""
                call["arguments"] += piece.function.arguments or ""
        whole = [{**call, "arguments": json.loads(call["arguments"])} for call in calls.values()]
        return {"text": text, "calls": whole, "end": end}

    return ask, None


def responses_client(client):
    def asked(task):
        content = task["text"]
        if task.get("image"):
            picture = {"type": "input_image", "image_url": data_url(task)}
            content = [{"type": "input_text", "text": task["text"]}, picture]
        return {"model": model_of(task), "input": [{"role": "user", "content": content}]}

    def ask(task):
        tools = [
            {"type": "function", "name": tool["name"], "parameters": tool["schema"], "strict": False}
            for tool in task["tools"]
        ]
        body = {**asked(task), "tools": tools, "store": False}
        if "results" in task:
            output = client.responses.create(**body).output
            calls = [item for item in output if item.type == "function_call"]
            body["input"] += output
            for call, result in zip(calls, task["results"]):
                body["input"].append({"type": "function_call_output", "call_id": call.call_id, "output": result})
        if task["isStream"]:
            text = ""
            for event in client.responses.create(**body, stream=True):
                if event.type == "response.output_text.delta":
                    text += event.delta
                if event.type == "response.completed":
                    response = event.response
        else:
            response = client.responses.create(**body)
            text = response.output_text
        calls = [item for item in response.output if item.type == "function_call"]
        return {
            "text": text,
            "calls": [{"name": call.name, "arguments": json.loads(call.arguments)} for call in calls],
            "end": response.status,
        }

    def count(task):
        return client.responses.input_tokens.count(**asked(task)).input_tokens

    return ask, count


def anthropic_client():
    import anthropic

    client = anthropic.Anthropic(base_url=base_url, api_key=api_key, max_retries=0)

    def asked(task):
        content = [{"type": "text", "text": task["text"]}]
        if task.get("image"):
            source = {"type": "base64", "media_type": "image/png", "data": task["image"]}
            content.append({"type": "image", "source": source})
        return {"model": model_of(task), "messages": [{"role": "user", "content": content}]}

    def ask(task):
        body = {**asked(task), "max_tokens": 100}
        if task["tools"]:
            body["tools"] = [{"name": tool["name"], "input_schema": tool["schema"]} for tool in task["tools"]]
        if "results" in task:
            called = client.messages.create(**body).content
            calls = [block for block in called if block.type == "tool_use"]
            results = [
                {"type": "tool_result", "tool_use_id": call.id, "content": result}
                for call, result in zip(calls, task["results"])
            ]
            body["messages"] += [{"role": "assistant", "content": called}, {"role": "user", "content": results}]
        if task["isStream"]:
            with client.messages.stream(**body) as stream:
                message = stream.get_final_message()
        else:
            message = client.messages.create(**body)
        return {
            "text": "".join(block.text for block in message.content if block.type == "text"),
            "calls": [
                {"name": block.name, "arguments": block.input} for block in message.content if block.type == "tool_use"
            ],
            "end": message.stop_reason,
        }

    def count(task):
        return client.messages.count_tokens(**asked(task)).input_tokens

    return ask, count


def google_client():
    from google import genai

    def client_for(task):
        headers = {"x-portkey-provider": task["provider"]}
        return genai.Client(api_key=api_key, http_options={"base_url": base_url, "headers": headers})

    def contents(task):
        parts = [{"text": task["text"]}]
        if task.get("image"):
            parts.append({"inline_data": {"mime_type": "image/png", "data": base64.b64decode(task["image"])}})
        return [{"role": "user", "parts": parts}]

    def ask(task):
        # Its variable must live on: a client that nobody holds closes itself.
        client = client_for(task)
        asked = {"model": task["model"], "contents": contents(task)}
        if task["tools"]:
            declared = [
                {"name": tool["name"], "description": tool["name"], "parameters_json_schema": tool["schema"]}
                for tool in task["tools"]
            ]
            # The library would call Python functions by itself; these are declarations, which it hands out.
            asked["config"] = {"tools": [{"function_declarations": declared}]}
        if "results" in task:
            called = client.models.generate_content(**asked).candidates[0].content
            calls = [part.function_call for part in called.parts if part.function_call]
            parts = [
                {"function_response": {"id": call.id, "name": call.name, "response": {"output": result}}}
                for call, result in zip(calls, task["results"])
            ]
            asked["contents"] += [called, {"role": "user", "parts": parts}]
        if task["isStream"]:
            chunks = list(client.models.generate_content_stream(**asked))
        else:
            chunks = [client.models.generate_content(**asked)]
        candidates = [candidate for chunk in chunks for candidate in chunk.candidates or []]
        parts = [
            part
            for candidate in candidates
            for part in (candidate.content.parts if candidate.content else None) or []
        ]
        return {
            "text": "".join(part.text or "" for part in parts),
            "calls": [
                {"name": part.function_call.name, "arguments": part.function_call.args or {}}
                for part in parts
                if part.function_call
            ],
            "end": candidates[-1].finish_reason.value,
        }

    def count(task):
        client = client_for(task)
        return client.models.count_tokens(model=task["model"], contents=contents(task)).total_tokens

    return ask, count


def boto3_client():
    import boto3
    from botocore.config import Config

    # It signs as it always does. The access key id is the gateway key; the secret is of no use.
    client = boto3.client(
        "bedrock-runtime",
        region_name="us-east-1",
        endpoint_url=base_url,
        aws_access_key_id=api_key,
        aws_secret_access_key="not-used",
        config=Config(retries={"total_max_attempts": 1}),
    )

    def messages(task):
        content = [{"text": task["text"]}]
        if task.get("image"):
            picture = {"format": "png", "source": {"bytes": base64.b64decode(task["image"])}}
            content.append({"image": picture})
        return [{"role": "user", "content": content}]

    def streamed(events):
        blocks, end = {}, ""
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
            if "messageStop" in event:
                end = event["messageStop"]["stopReason"]
        for block in blocks.values():
            if "toolUse" in block:
                block["toolUse"]["input"] = json.loads(block["toolUse"]["input"] or "{}")
        return list(blocks.values()), end

    def ask(task):
        asked = {"modelId": model_of(task), "messages": messages(task)}
        if task["tools"]:
            specs = [{"name": tool["name"], "inputSchema": {"json": tool["schema"]}} for tool in task["tools"]]
            asked["toolConfig"] = {"tools": [{"toolSpec": spec} for spec in specs]}
        if "results" in task:
            called = client.converse(**asked)["output"]["message"]
            calls = [block["toolUse"] for block in called["content"] if "toolUse" in block]
            results = [
                {"toolResult": {"toolUseId": call["toolUseId"], "content": [{"text": result}]}}
                for call, result in zip(calls, task["results"])
            ]
            asked["messages"] += [called, {"role": "user", "content": results}]
        if task["isStream"]:
            blocks, end = streamed(client.converse_stream(**asked)["stream"])
        else:
            answer = client.converse(**asked)
            blocks, end = answer["output"]["message"]["content"], answer["stopReason"]
        return {
            "text": "".join(block.get("text", "") for block in blocks),
            "calls": [
                {"name": block["toolUse"]["name"], "arguments": block["toolUse"]["input"]}
                for block in blocks
                if "toolUse" in block
            ],
            "end": end,
        }

    def count(task):
        counted = client.count_tokens(modelId=model_of(task), input={"converse": {"messages": messages(task)}})
        return counted["inputTokens"]

    return ask, count


CLIENTS = {
    "python-openai-chat": lambda: chat_client(openai_client()),
    "python-openai-responses": lambda: responses_client(openai_client()),
    "python-anthropic": anthropic_client,
    "python-google-genai": google_client,
    "python-boto3": boto3_client,
    "python-portkey": lambda: chat_client(portkey_client()),
}
ask, count = CLIENTS[client_name]()
for line in sys.stdin:
    task = json.loads(line)
    try:
        told = {"count": count(task)} if task.get("isCount") else {"answer": ask(task)}
        print(json.dumps(told), flush=True)
    except Exception as error:  # Each library has classes of its own; the test wants the name and the words.
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)
