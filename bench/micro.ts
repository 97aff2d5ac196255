/** `node bench/micro.ts`: what the hot pieces cost by themselves, in this process, in µs each. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claudeCodeBody, CLAUDE_CODE_HEADERS } from '../testkit/claude-code-body.ts';
import { factsFor } from '../src/catalog/models.ts';
import { priceOf } from '../src/catalog/price-book.ts';
import { hashKey } from '../src/gateway/admit/gateway-key.ts';
import { vertex } from '../src/providers/vertex/index.ts';
import { parseBetaFlags } from '../src/wire/dialects/anthropic-messages/beta-flags.ts';
import { StreamTap } from '../src/wire/dialects/anthropic-messages/stream-tap.ts';
import { scanDocument } from '../src/wire/json-edit.ts';
import { emptyUsage } from '../src/wire/usage.ts';
import { openAppendOnlyFile } from '../src/storage/append-only-file.ts';
import { median } from './measure/statistics.ts';
import { createReport, figure } from './report/report.ts';
import { makeAnswers } from './upstream/answers.ts';
