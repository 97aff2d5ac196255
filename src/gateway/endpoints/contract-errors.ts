/** The contract's error format (contract#errors), for paths that belong to no provider's dialect. */
import type { ErrorRenderer } from '../../wire/dialects/dialect.ts';
import { anthropicErrors } from '../../wire/dialects/anthropic-messages/index.ts';
import { errorTypeFor } from '../../wire/dialects/anthropic-messages/answers.ts';
import { fullMessage, type GatewayError } from '../../kernel/errors.ts';

const fieldOf = ({ field }: GatewayError): { field?: string } => (field === undefined ? {} : { field });

export const contractErrors: ErrorRenderer = {
  body(error, requestId) {
    const message = fullMessage(error);
    return JSON.stringify({
      status: 'failure',
      message,
      error: { message, type: errorTypeFor(error.status), param: null, code: error.code, ...fieldOf(error) },
      request_id: requestId,
    });
  },
  // None of these paths streams.
  event: anthropicErrors.event,
};
