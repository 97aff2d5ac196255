/** Lists that are shown as a whole, however long they are. */

/** The most that a list of the API gives at once, but for those that say otherwise. */
const PAGE_ROWS = 1000;

interface Page {
  data: readonly unknown[];
  /** Rows of the whole list. */
  total: number;
}

/** All rows, page after page; `ask` is given the number of a page from 0 and its size. Rejects as `ask` does. */
export async function everyPage<List extends Page>(
  ask: (page: { current_page: number; page_size: number }) => Promise<List>,
  pageRows = PAGE_ROWS,
): Promise<List> {
  const first = await ask({ current_page: 0, page_size: pageRows });
  const rows = [...first.data];
  for (let page = 1; rows.length < first.total; page += 1) {
    const { data } = await ask({ current_page: page, page_size: pageRows });
    if (data.length === 0) break;
    rows.push(...data);
  }
  return { ...first, data: rows };
}
