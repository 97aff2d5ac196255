/** The routes of limits that belong to no other noun, and of all limits together. */
import * as limits from '../../control/limits/tenant.ts';
import { LimitPreview, PreviewLimits, previewLimits } from '../../control/limits/preview.ts';
import { LimitsRebuilt, RebuildLimits, rebuildLimits } from '../../control/limits/rebuild.ts';
import { get, post, put, type Route } from './route.ts';

export const LIMIT_ROUTES: readonly Route[] = [
  get('/limits', limits.listLimits, [limits.ListLimits, limits.LimitsList]),
  post('/limits/preview', previewLimits, [PreviewLimits, LimitPreview]),
  post('/limits/rebuild', rebuildLimits, [RebuildLimits, LimitsRebuilt]),
  put('/limits/{owner_kind}/{owner_id}', limits.setLimits, [limits.SetLimits, limits.LimitsOfOwner]),
];
