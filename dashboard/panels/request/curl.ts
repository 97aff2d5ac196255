/** A logged request as a command line that repeats it; the key is left to the shell. */
import type { LogDetail } from '../../api/queries/logs.ts';

/** Set by the client library or by the connection, and not by who asks. */
const LEFT_OUT = /^(?:x-stainless-|user-agent$|host$|content-length$|accept-encoding$|connection$)/;

export function toCurl({ request }: Pick<LogDetail, 'request'>, origin: string): string {
  const headers = { 'content-type': 'application/json', ...request.headers, ...request.portkeyHeaders };
  const body =
    request.body === null ? null : typeof request.body === 'string' ? request.body : JSON.stringify(request.body);
  const lines = [
    `curl -sS ${quoted(`${origin}${request.url}`)}`,
    ...(request.method === 'POST' ? [] : [`-X ${request.method}`]),
    '-H "authorization: Bearer $TOLLGATE_API_KEY"',
    ...Object.entries(headers)
      .filter(([name]) => !LEFT_OUT.test(name))
      .map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body === null ? [] : [`--data-raw ${quoted(body)}`]),
  ];
  return lines.join(' \\\n  ');
}

/** In single quotes nothing means anything to a shell, but the single quote itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
