/** The audit trail. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { call, type Input, type Output } from '../call.ts';
import { inWorkspace } from '../chosen-workspace.ts';

export type AuditRecord = Output<'GET /audit-logs'>['records'][number];

export const AUDIT_PAGE = 50;

/** `page` is 0-based. */
export function useAuditLogs(filter: Input<'GET /audit-logs'>, page: number) {
  return useQuery({
    queryKey: ['audit-logs', filter, page],
    queryFn: ({ signal }) =>
      call('GET /audit-logs', inWorkspace({ ...filter, current_page: page, page_size: AUDIT_PAGE }), signal),
    placeholderData: keepPreviousData,
  });
}
