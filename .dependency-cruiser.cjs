// What may touch what (ARCHITECTURE.md). One rule per arrow that must not exist; each has a planted violation in
// tests/architecture/planted/rooms that proves it bites.
const { existsSync, readFileSync } = require('node:fs');

/** Tests, shared suites and what they stand on may reach across rooms. */
const TESTS = '\\.(test|suite)\\.ts$';
const HTTP_LIBRARIES = '^(https?|http2)$|(^|/)node_modules/(hono|@hono|undici)/';
const DRIVERS = '^(node:)?sqlite$|(^|/)node_modules/(kysely|@duckdb|@clickhouse)/';
const OUTSIDE_WORLD = '^(fs|fs/promises|net|tls|dns|dns/promises|child_process|cluster|dgram|worker_threads)$';
const ENGINES = '^src/(storage|workers)/(?!ports/)[^/]+/';
const STAGE_ROOMS = 'admit|attempt|route|settle';

/**
 * A stage is what pipeline.ts composes: every module of the stage rooms that it imports as a value. Pure code that
 * stages share lives beside them and is no stage, because the pipeline does not name it.
 */
function stages() {
  const pipeline = 'src/gateway/pipeline.ts';
  if (!existsSync(pipeline)) return '^src/gateway/no-pipeline-yet$';
  const importedAsValue = new RegExp(`^import (?!type )[^;]*? from '\\./((?:${STAGE_ROOMS})/[^']+)'`, 'gm');
  const imports = readFileSync(pipeline, 'utf8').matchAll(importedAsValue);
  const paths = [...imports].map(([, path]) => path.replaceAll('.', '\\.'));
  return paths.length === 0 ? '^src/gateway/no-stages-yet$' : `^src/gateway/(${paths.join('|')})$`;
}

/** `comment` says why; the name is what a planted violation announces. */
const rule = (name, comment, ...[from, to]) => ({ name, comment, severity: 'error', from, to });

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    rule('no-cycles', 'Two files that need each other are one file, or three.', {}, { circular: true }),
    rule('no-unresolvable', 'An import that leads nowhere.', {}, { couldNotResolve: true }),
    rule(
      'production-never-imports-tests',
      'Tests know the house; the house does not know its tests.',
      { path: '^(src|bin)/', pathNot: TESTS },
      { path: `${TESTS}|^(tests|testkit|bench|scripts)/` },
    ),
    rule(
      'production-has-no-dev-dependencies',
      'A user installs `dependencies` only.',
      { path: '^(src|bin)/', pathNot: TESTS },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'kernel-imports-nothing',
      'What every room may use (clock, ids, errors, bounded maps, secrets) must not bring another room with it.',
      { path: '^src/kernel/', pathNot: TESTS },
      { pathNot: '^src/kernel/|^(node:)?(buffer|crypto)$' },
    ),
    rule(
      'clients-are-facts',
      'What is known of a client is said in one place, for every room; it needs none of them.',
      { path: '^src/clients/', pathNot: TESTS },
      { pathNot: '^src/(kernel|clients)/' },
    ),
    rule(
      'wire-imports-kernel-and-clients-only',
      'The wire room is bytes in, bytes out: no I/O, no dependency, no other room. Buffers, hashes and checksums compute, and do nothing else.',
      { path: '^src/wire/', pathNot: TESTS },
      { pathNot: '^src/(kernel|clients|wire)/|^(node:)?(buffer|crypto|zlib)$' },
    ),
    rule(
      'providers-import-wire-only',
      'A provider is pure: it declares, and the gateway does.',
      { path: '^src/providers/', pathNot: TESTS },
      { pathNot: '^src/(kernel|clients|wire|providers)/|^(node:)?buffer$' },
    ),
    rule(
      'providers-never-each-other',
      'Taking one upstream away must not break another.',
      { path: '^src/providers/([^/]+)/' },
      { path: '^src/providers/[^/]+/', pathNot: '^src/providers/$1/' },
    ),
    rule(
      'registry-lists-providers',
      'Only the generated registry names provider folders; everybody else is handed a Provider.',
      { path: '^src/', pathNot: `^src/providers/registry\\.gen\\.ts$|^src/providers/[^/]+/|${TESTS}` },
      { path: '^src/providers/[^/]+/' },
    ),
    rule(
      'shared-code-names-no-dialect',
      'A dialect is known to its own folder, to the providers that speak it and to the endpoints that are in it. Everybody else is handed a Dialect.',
      { path: '^src/', pathNot: `^src/wire/dialects/|^src/providers/[^/]+/|^src/gateway/endpoints/|${TESTS}` },
      { path: '^src/wire/dialects/[^/]+/' },
    ),
    rule(
      'catalog-is-data',
      'Models, prices and capabilities: data and look-up, knowing the wire words only.',
      { path: '^src/catalog/', pathNot: TESTS },
      { pathNot: '^src/(kernel|clients|wire|catalog)/|^(node:)?buffer$' },
    ),
    rule(
      'ports-know-no-engine',
      'A port is a question; it may use the words of the wire.',
      { path: '^src/(storage|workers)/ports/', pathNot: TESTS },
      { pathNot: '^src/(kernel|wire|storage/ports|workers/ports)/' },
    ),
    rule(
      'observe-knows-no-room',
      'Logs and metrics are ports that every room may use, so they use none of them.',
      { path: '^src/observe/', pathNot: TESTS },
      { path: '^src/', pathNot: '^src/(kernel|wire|observe)/' },
    ),
    rule(
      'semantic-knows-its-ports-only',
      'When two questions mean the same is decided from their words; vectors and their index are handed in.',
      { path: '^src/semantic/', pathNot: TESTS },
      { pathNot: '^src/(kernel|wire|storage/ports|workers/ports|observe|semantic)/' },
    ),
    rule(
      'guardrails-are-pure',
      'What a check says follows from the texts it is shown; what it needs of the outside is handed in.',
      { path: '^src/guardrails/', pathNot: TESTS },
      { path: '^src/', pathNot: '^src/(kernel|clients|wire|guardrails)/' },
    ),
    rule(
      'checks-never-each-other',
      'Taking one check away must not break another.',
      { path: '^src/guardrails/checks/([^/]+)/', pathNot: TESTS },
      { path: '^src/guardrails/checks/[^/]+/', pathNot: '^src/guardrails/checks/$1/' },
    ),
    rule(
      'routing-is-a-language',
      'What a config means is worked out here for both planes, so that neither has a reading of its own.',
      { path: '^src/routing/', pathNot: TESTS },
      {
        path: '^src/',
        pathNot: '^src/(kernel|clients|wire|catalog|storage/ports|guardrails|routing)/|^src/providers/provider\\.ts$',
      },
    ),
    rule(
      'gateway-knows-its-ports-only',
      'The data plane talks to wire, catalog, the provider shape, storage ports and observe. The rest is handed in.',
      { path: '^src/gateway/', pathNot: TESTS },
      {
        path: '^src/',
        pathNot:
          '^src/(kernel|clients|wire|catalog|routing|guardrails|semantic|storage/ports|workers/ports|observe|gateway)/|^src/providers/provider\\.ts$',
      },
    ),
    rule(
      'control-knows-its-ports-only',
      'The control plane never imports http or gateway: the same verb serves the API, the command line and the file.',
      { path: '^src/control/', pathNot: TESTS },
      {
        path: '^src/',
        pathNot:
          '^src/(kernel|clients|wire|catalog|routing|guardrails|storage/ports|observe|control)/|^src/providers/(provider|registry\\.gen)\\.ts$',
      },
    ),
    rule(
      'effects-at-the-rim',
      'Files, sockets, names and processes are reached through a port, never from the planes.',
      { path: '^src/(gateway|control|routing|guardrails)/', pathNot: TESTS },
      { path: OUTSIDE_WORLD },
    ),
    rule(
      'stages-are-composed-by-the-pipeline',
      'The order of work is one list: a stage that imports a stage hides a part of it.',
      { path: '^src/', pathNot: `^src/gateway/pipeline\\.ts$|${TESTS}` },
      { path: stages() },
    ),
    rule(
      'http-libraries-in-http',
      'Hono, node:http and undici are known to one room.',
      { path: '^(src|bin)/', pathNot: `^src/http/|${TESTS}` },
      { path: HTTP_LIBRARIES },
    ),
    rule(
      'drivers-in-storage',
      'Databases are known to the engines.',
      { path: '^(src|bin)/', pathNot: `${ENGINES}|${TESTS}` },
      { path: DRIVERS },
    ),
    rule(
      'engines-are-chosen-in-compose',
      'Which database is used is decided in one file.',
      { path: '^src/', pathNot: `^src/server/compose/engines\\.ts$|^src/(storage|workers)/|${TESTS}` },
      { path: ENGINES },
    ),
    rule(
      'engines-never-each-other',
      'An engine answers one port; two that need each other cannot be exchanged one at a time.',
      { path: '^src/(storage|workers)/((?!ports)[^/]+)/', pathNot: TESTS },
      { path: ENGINES, pathNot: '^src/$1/$2/' },
    ),
    rule(
      'engines-serve-ports-only',
      'An engine, of storage or in a worker thread, imports no room that uses it.',
      { path: '^src/(storage|workers)/', pathNot: TESTS },
      { path: '^src/', pathNot: '^src/(kernel|wire|storage|workers|observe)/' },
    ),
    rule(
      'dashboard-knows-the-api-only',
      'The dashboard talks to the admin API by its generated types; it shares no code with the gateway.',
      { path: '^dashboard/' },
      { path: '^(src|bin|testkit|tests|scripts|bench)/' },
    ),
    rule(
      'gateway-is-not-built-from-the-dashboard',
      'The gateway serves the built files and imports none of them.',
      { path: '^(src|bin)/' },
      { path: '^dashboard/' },
    ),
    rule(
      'pages-never-each-other',
      'A page that needs a part of another page has found a part.',
      { path: '^dashboard/pages/([^/]+)/' },
      { path: '^dashboard/pages/', pathNot: '^dashboard/pages/$1/' },
    ),
    rule(
      'parts-know-no-noun',
      'What is drawn (ui, charts, format) knows how things look, not what they are.',
      { path: '^dashboard/(ui|charts|format)/' },
      { path: '^dashboard/', pathNot: '^dashboard/(ui|charts|format)/' },
    ),
    rule(
      'pages-hold-no-fetches',
      'The queries of a noun are in one file of api/queries; a page asks those.',
      { path: '^dashboard/(pages|shell|forms|panels)/' },
      { path: '^dashboard/api/(call|operations\\.gen)\\.ts$' },
    ),
    rule(
      'server-is-the-top',
      'Only the program itself starts the server.',
      { path: '^src/', pathNot: `^src/server/|${TESTS}` },
      { path: '^src/server/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dashboard/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
    skipAnalysisNotInRules: true,
  },
};
