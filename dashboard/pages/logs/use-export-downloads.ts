/** The downloads of exports that run on this page. They go on while the dialog is closed, and end with the page. */
import { useEffect, useRef, useState } from 'react';
import { fetchLogExport } from '../../api/queries/log-exports.ts';
import { saveFile } from '../../ui/save-file.ts';

export type Download =
  | { state: 'running'; rows: number }
  | { state: 'saved'; rows: number }
  | { state: 'failed'; error: unknown };

export interface Downloads {
  byId: ReadonlyMap<string, Download>;
  start: (id: string) => void;
  stop: (id: string) => void;
}

export function useExportDownloads(): Downloads {
  const [byId, setAll] = useState<ReadonlyMap<string, Download>>(new Map());
  const running = useRef(new Map<string, AbortController>());
  useEffect(() => {
    const all = running.current;
    return () => all.forEach((controller) => controller.abort());
  }, []);
  const set = (id: string, download: Download | null): void =>
    setAll((before) => {
      const after = new Map(before);
      if (download === null) after.delete(id);
      else after.set(id, download);
      return after;
    });
  const run = async (id: string, controller: AbortController): Promise<void> => {
    try {
      const { file, rows } = await fetchLogExport(id, {
        signal: controller.signal,
        onRows: (soFar) => set(id, { state: 'running', rows: soFar }),
      });
      saveFile(`tollgate-logs-${id}.jsonl`, file);
      set(id, { state: 'saved', rows });
    } catch (error) {
      set(id, controller.signal.aborted ? null : { state: 'failed', error });
    }
    running.current.delete(id);
  };
  return {
    byId,
    start(id) {
      if (running.current.has(id)) return;
      const controller = new AbortController();
      running.current.set(id, controller);
      set(id, { state: 'running', rows: 0 });
      void run(id, controller);
    },
    stop: (id) => running.current.get(id)?.abort(),
  };
}
