/** Hosts that speak Anthropic's Messages beside OpenAI's dialects, or in their place: the body goes as it came. */
import { negotiateBetas } from '../../wire/dialects/anthropic-messages/beta-flags.ts';
import { anthropicVersion, requestedBetas } from '../../wire/dialects/anthropic-messages/request-flags.ts';
import { applyEdits, type Edit } from '../../wire/json/edit.ts';
import { isObject } from '../../wire/json/object.ts';
import { readMember } from '../../wire/json/scan.ts';
import type { NativeCall, UpstreamRequest } from '../provider.ts';

const FIRST_VERSION = '2023-06-01';

export interface AnthropicHost {
  /** Before `/v1/messages`. */
  base: string;
  headers: Readonly<Record<string, string>>;
  /** Claude's own: what Anthropic's API takes is taken there. */
  isClaude: boolean;
}

export function buildMessages(call: NativeCall, { base, headers, isClaude }: AnthropicHost): UpstreamRequest {
  const { document, facts, refused, operation, forwarded } = call;
  const model = call.model.replace(/\[1m\]$/i, '');
  const flags = requestedBetas(call.headers, document);
  const negotiated = negotiateBetas({ flags, ruleFor: facts.betaRule, unknown: null, refused });
  const betas = 'anthropic-beta' in forwarded ? flags : negotiated.send;
  const notes: string[] = [];
  const edits: Edit[] = [{ type: 'remove', key: 'anthropic_beta' }];
  if (readMember(document, 'model') !== model) edits.push({ type: 'set', key: 'model', json: JSON.stringify(model) });
  if (!isClaude && contradicts(call)) {
    edits.push({ type: 'remove', key: 'output_config' });
    notes.push('output_config dropped');
  }
  return {
    method: 'POST',
    url: `${base}/v1/messages${operation === 'generate' ? '' : '/count_tokens'}`,
    headers: {
      'content-type': 'application/json',
      'anthropic-version': anthropicVersion(call.headers) ?? FIRST_VERSION,
      ...(betas.length === 0 ? {} : { 'anthropic-beta': betas.join(',') }),
      ...headers,
    },
    body: applyEdits(document, edits),
    model,
    betasDropped: 'anthropic-beta' in forwarded ? [] : negotiated.dropped,
    notes,
  };
}

/** DeepSeek and Xiaomi refuse an effort where thinking is off, which Claude Code sends for its agents. Source: claude-code-hub. */
function contradicts({ document }: NativeCall): boolean {
  const [thinking, output]: unknown[] = [readMember(document, 'thinking'), readMember(document, 'output_config')];
  if (!isObject(thinking) || thinking['type'] !== 'disabled' || !isObject(output)) return false;
  return Object.keys(output).every((name) => name === 'effort');
}
