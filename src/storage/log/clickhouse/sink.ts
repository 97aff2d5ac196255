/**
 * ClickHouse as a sink of this node's journal. A segment counts once: its number is the token of its insert, by which
 * ClickHouse knows a repeated one, and the node's position moves after the rows are in.
 */
import { readFile } from 'node:fs/promises';
import type { LogSink } from '../sink.ts';
import type { ClickhouseClient } from './client.ts';
import { toTableRow } from './schema.ts';

/** `node`: the name of this journal among those of all nodes. */
export function clickhouseSink(client: ClickhouseClient, node: string): LogSink {
  const position = async (): Promise<number> => {
    const [row] = await client.rows('SELECT max(position) AS position FROM journal_positions WHERE node = ?', [node]);
    return Number(row?.['position'] ?? 0);
  };
  return {
    position,
    async take({ number, path }) {
      if (number <= (await position())) return null;
      const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
      const rows = lines.map(toTableRow).filter((row) => row !== null);
      if (rows.length > 0) await client.insert('requests', rows, `${node}:${number}`);
      await client.insert('journal_positions', [{ node, position: number }], `${node}:${number}`);
      return rows.length;
    },
    rest: () => Promise.resolve(),
  };
}
