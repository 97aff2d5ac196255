import { describeScenarios, seed } from './scenario.suite.ts';

const SHARED = '"name":"Shared Team Workspace"';

describeScenarios(
  'reading workspaces',
  [
    {
      name: 'an administrator finds the id and the slug of each',
      as: 'admin',
      call: 'GET /admin/workspaces',
      status: 200,
      contains: ['"object":"list","total":2', SHARED, '"slug":"ws-research"', '"id":"workspace-b"', '"is_default":1'],
      lacks: ['ws-rival'],
    },
    {
      name: 'a page as official clients ask for it',
      as: 'admin',
      call: 'GET /admin/workspaces?pageSize=1&currentPage=1',
      status: 200,
      contains: ['"total":2', '"slug":"ws-research"'],
      lacks: [SHARED],
    },
    {
      name: 'by part of the name',
      as: 'admin',
      call: 'GET /admin/workspaces?name=resea',
      status: 200,
      contains: ['"total":1', '"slug":"ws-research"'],
    },
    {
      name: 'by the whole name, which a part is not',
      as: 'admin',
      call: 'GET /admin/workspaces?exact_name=Resea',
      status: 200,
      contains: ['"total":0'],
    },
    {
      name: 'a workspace key sees its own alone',
      as: 'neighbour',
      call: 'GET /admin/workspaces',
      status: 200,
      contains: ['"total":1', '"slug":"ws-research"'],
    },
    {
      name: 'a key without the scope sees none',
      as: 'configurer',
      call: 'GET /admin/workspaces',
      status: 403,
      contains: ['workspaces.list'],
    },
    {
      name: 'another organisation sees its own alone',
      as: 'stranger',
      call: 'GET /admin/workspaces',
      status: 200,
      contains: ['"total":1', '"slug":"ws-rival"'],
    },
    {
      name: 'one by its slug',
      as: 'admin',
      call: 'GET /admin/workspaces/ws-research',
      status: 200,
      contains: ['"id":"workspace-b"', '"object":"workspace"', '"rate_limits":null'],
    },
    {
      name: 'another workspace does not exist for a workspace key',
      as: 'service',
      call: 'GET /admin/workspaces/ws-research',
      status: 404,
      contains: ['AB08'],
    },
    {
      name: 'another organisation’s does not exist',
      as: 'admin',
      call: 'GET /admin/workspaces/ws-rival',
      status: 404,
      contains: ['AB08'],
    },
  ],
  seed,
);
