/** Loads an npm package that was installed on demand, in the version of the client's row. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CLIENTS, type ClientId } from '../compatibility.data.ts';
import { ifReachable, installPackage } from '../install-package.ts';

/** Where a package is installed, below `.cache`, and the file of it to import. */
interface Place {
  folder: string;
  entry: string;
}

/** Undefined where the package cannot be installed. */
export function loadLibrary<Module>(id: ClientId, place: Place): Promise<Module | undefined> {
  const { library, version } = CLIENTS[id];
  return loadPackage(library, version, place);
}

/** Undefined where the package cannot be installed. */
export function loadPackage<Module>(name: string, version: string, place: Place): Promise<Module | undefined> {
  return ifReachable(
    installPackage(name, version, place.folder).then(async (folder) => {
      return (await import(pathToFileURL(join(folder, 'node_modules', name, place.entry)).href)) as Module;
    }),
  );
}

export async function all<Item>(items: AsyncIterable<Item> | undefined): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items ?? []) list.push(item);
  return list;
}
