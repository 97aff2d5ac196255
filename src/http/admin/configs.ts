/** The routes of configs. */
import { createConfig } from '../../control/configs/create.ts';
import { deleteConfig } from '../../control/configs/delete.ts';
import { explainConfig } from '../../control/configs/explain.ts';
import { getConfig } from '../../control/configs/get.ts';
import { listConfigVersions } from '../../control/configs/list-versions.ts';
import { listConfigs } from '../../control/configs/list.ts';
import * as config from '../../control/configs/schemas.ts';
import { updateConfig } from '../../control/configs/update.ts';
import { Nothing } from '../../control/fields.ts';
import { get, post, put, remove } from './route.ts';
import type { Route } from './route.ts';

export const CONFIG_ROUTES: readonly Route[] = [
  get('/configs', listConfigs, [config.ListConfigs, config.ConfigList, 'success-list']),
  post('/configs', createConfig, [config.CreateConfig, config.CreatedConfig, 'success']),
  post('/configs/explain', explainConfig, [config.ExplainConfig, config.ExplanationView]),
  get('/configs/{slug}', getConfig, [config.GetConfig, config.ConfigDetail, 'success']),
  put('/configs/{slug}', updateConfig, [config.UpdateConfig, config.UpdatedConfig, 'success']),
  remove('/configs/{slug}', deleteConfig, [config.DeleteConfig, Nothing]),
  get('/configs/{slug}/versions', listConfigVersions, [config.ListConfigVersions, config.ConfigVersionList]),
];
