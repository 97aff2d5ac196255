/**
 * A load balancer as clusters have one: requests go to the nodes in turn, one that cannot be reached is passed over, and an
 * answer that breaks breaks for the client too.
 */
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';

export interface LoadBalancer {
  url: string;
  /** How many requests each node has answered, by its position. */
  served: readonly number[];
  /** Answers that came whole. */
  delivered: readonly Delivered[];
  /** Answers that broke off after their beginning. */
  broken: readonly Delivered[];
  close(): Promise<void>;
}

export interface Delivered {
  /** Path and query. */
  url: string;
  status: number;
  /** The header `request-id`; empty = there was none. */
  id: string;
}

/** `nodes`: their base URLs; asked anew for each request, since a node that was started again has another port. */
export async function startLoadBalancer(nodes: () => readonly string[]): Promise<LoadBalancer> {
  const served = nodes().map(() => 0);
  const delivered: Delivered[] = [];
  const broken: Delivered[] = [];
  let next = 0;
  const server = createServer((asked, answer) => {
    const first = next++;
    void passOn(first, { asked, answer });
  });
  const passOn = async (first: number, exchange: Omit<Exchange, 'body'>): Promise<void> => {
    const body = await wholeBody(exchange.asked).catch(() => null);
    if (body === null) return;
    const urls = nodes();
    const order = urls.map((_, at) => (first + at) % urls.length);
    tryInTurn({ order, urls, served, delivered, broken }, { ...exchange, body });
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    served,
    delivered,
    broken,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function wholeBody(asked: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of asked) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

interface Turn {
  /** Positions of the nodes that are left to try. */
  order: readonly number[];
  urls: readonly string[];
  served: number[];
  delivered: Delivered[];
  broken: Delivered[];
}

interface Exchange {
  asked: IncomingMessage;
  body: Buffer;
  answer: ServerResponse;
}

function tryInTurn({ order, ...cluster }: Turn, exchange: Exchange): void {
  const { asked, body, answer } = exchange;
  const { urls, served, delivered, broken } = cluster;
  const [at, ...rest] = order;
  if (at === undefined) {
    answer.writeHead(503).end();
    return;
  }
  const { method, headers, url = '/' } = asked;
  const sent = request(`${urls[at] ?? ''}${url}`, { method, headers, agent: false });
  let isConnected = false;
  sent.on('socket', (socket) => socket.on('connect', () => (isConnected = true)));
  sent.on('response', (got) => {
    served[at] = (served[at] ?? 0) + 1;
    answer.writeHead(got.statusCode ?? 502, got.headers);
    got.on('data', (part: Buffer) => answer.write(part));
    got.on('error', () => undefined);
    got.on('close', () => {
      const told = { url, status: got.statusCode ?? 0, id: String(got.headers['request-id'] ?? '') };
      (got.complete ? delivered : broken).push(told);
      if (got.complete) answer.end();
      else answer.destroy();
    });
  });
  sent.on('error', () => {
    if (answer.headersSent || isConnected) answer.destroy();
    else tryInTurn({ order: rest, ...cluster }, exchange);
  });
  answer.on('close', () => sent.destroy());
  sent.end(body);
}
