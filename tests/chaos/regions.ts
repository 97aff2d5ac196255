/** Several regions behind one Tollgate, each an account of its own that a test lets fail and come back. */
import { startFakeVertex } from '../../testkit/fake-vertex/fake-vertex.ts';
import { isRecord, recordsIn, stringAt } from '../../testkit/json-shape.ts';
import type { JsonRecord } from '../../testkit/json-shape.ts';
import { startTollgate } from '../../testkit/tollgate-process.ts';
import { answer } from '../../testkit/upstream/answer.ts';
import type { Answer } from '../../testkit/upstream/answer.ts';
import type { UpstreamCall } from '../../testkit/upstream/recording-server.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { QUESTION, worldOf } from '../e2e/world.ts';
import type { Asked, World } from '../e2e/world.ts';

export interface Region {
  /** As `@east`. */
  provider: string;
  /** From now on; the number counts the calls since then. */
  does(behaviour: (call: number) => Answer): void;
  /** Answers well from now on, with its own name. */
  comesBack(): void;
  calls(): UpstreamCall[];
}

export interface Regions {
  world: World;
  region(name: string): Region;
  /** Saves a config under that slug, or a new version of it. Returns the version's id. */
  save(slug: string, config: JsonRecord): Promise<string>;
}

/** ms; in every integration the project carries the region's name. */
export async function openRegions(names: readonly string[]): Promise<Regions> {
  const fake = await startFakeVertex({ projects: ['acme-prod', ...names] });
  const integrations = names.map((name) => ({
    name,
    slug: name,
    ai_provider_id: 'vertex-ai',
    configurations: {
      vertex_region: 'us-east5',
      vertex_service_account_json: { ...fake.serviceAccount, project_id: name },
      custom_host: fake.url,
    },
  }));
  const tollgate = await startTollgate({ declaration: JSON.stringify({ integrations }) });
  const world = worldOf(fake, tollgate, await tollgate.setUpVertex(fake));
  const behaviours = new Map<string, () => Answer>();
  fake.onMessages(({ project }) => behaviours.get(project)?.() ?? wellFrom(project));
  const saved = new Set<string>();
  return {
    world,
    region: (name) => ({
      provider: `@${name}`,
      does(behaviour) {
        let call = 0;
        behaviours.set(name, () => behaviour((call += 1)));
      },
      comesBack: () => void behaviours.delete(name),
      calls: () => world.calls().filter(({ path }) => path.includes(`/projects/${name}/`)),
    }),
    async save(slug, config) {
      const made = saved.has(slug)
        ? await world.admin('PUT', `/v1/configs/${slug}`, { config })
        : await world.admin('POST', '/v1/configs', { name: slug, slug, config });
      saved.add(slug);
      return stringAt(isRecord(made['data']) ? made['data'] : made, 'version_id');
    },
  };
}

export const wellFrom = (name: string): Answer =>
  answer([text(`Here speaks ${name}, at some length, so that there is a middle.`)], {
    usage: { input: 1000, output: 100 },
  });

/** A question under a saved config. */
export function under(slug: string, more: JsonRecord = {}): Asked {
  return { provider: null, headers: { 'x-portkey-config': slug }, body: { ...QUESTION, ...more } };
}

/** The attempts of a row, as `east 503 status_503`. */
export function story(row: JsonRecord): string[] {
  return recordsIn(row['attempts']).map(({ provider, status, reason }) =>
    [provider, status, reason].map(String).join(' '),
  );
}
