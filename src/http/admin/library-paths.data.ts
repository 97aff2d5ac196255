/** Further paths by which published libraries ask for analytics, where their own differ from those of the published API. */
export const LIBRARY_PATHS: Readonly<Record<string, string>> = {
  // portkey-ai 3.1.0 for Node.
  '/analytics/graphs/users/requests': '/analytics/graphs/users-requests',
  '/analytics/graphs/errors/rate': '/analytics/graphs/errors-rate',
  '/analytics/graphs/errors/stacks': '/analytics/graphs/errors-stack',
  '/analytics/graphs/errors/status-codes': '/analytics/graphs/errors-status-code',
  '/analytics/graphs/requests/rescued': '/analytics/graphs/requests-rescued',
  '/analytics/graphs/cache/hit-rate': '/analytics/graphs/cache-hit-rate',
  '/analytics/graphs/cache/latency': '/analytics/graphs/cache-latency',
  '/analytics/graphs/feedbacks/scores': '/analytics/graphs/feedbacks/score',
  // Its `groupedData`, and `group_by` of portkey-ai 2.3.4 for Python.
  '/analytics/groups/ai-models': '/analytics/groups/model',
  '/analytics/groups/providers': '/analytics/groups/provider',
  '/analytics/groups/configs': '/analytics/groups/config',
  '/analytics/groups/api-keys': '/analytics/groups/api_key',
  '/analytics/groups/workspaces': '/analytics/groups/workspace',
  '/analytics/groups/status-codes': '/analytics/groups/status_code',
};
