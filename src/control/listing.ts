/** Lists as the contract has them: 0-based pages in, `{object: "list", total, data}` out. */
import { z } from 'zod';
import type { Listed, Page } from '../storage/ports/records/row.ts';

const MAX_PAGE = 1000;

/** `current_page` and `page_size` as query parameters. */
export const pageFields = (defaultSize: number) => ({
  current_page: z.coerce.number().int().min(0).default(0),
  page_size: z.coerce.number().int().min(1).max(MAX_PAGE).default(defaultSize),
});

interface PageInput {
  current_page: number;
  page_size: number;
}

export const toPage = (input: PageInput): Page => ({ currentPage: input.current_page, pageSize: input.page_size });

/** Of every page, in the order of the list. */
export async function everyRow<Row>(list: (page: Page) => Promise<Listed<Row>>): Promise<Row[]> {
  const found: Row[] = [];
  for (let currentPage = 0; ; currentPage += 1) {
    const { rows } = await list({ currentPage, pageSize: MAX_PAGE });
    found.push(...rows);
    if (rows.length < MAX_PAGE) return found;
  }
}

export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ object: z.literal('list'), total: z.int(), data: z.array(item) });

export function asList<Row, Item>({ total, rows }: Listed<Row>, view: (row: Row) => Item) {
  return { object: 'list' as const, total, data: rows.map(view) };
}
