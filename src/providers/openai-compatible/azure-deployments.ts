/** Several deployments behind one Azure OpenAI resource: which of them serves a model, and by which API version. */
import { isObject } from '../../wire/json/object.ts';
import { SettingsError, type SettingField } from '../provider.ts';

export const DEPLOYMENTS_SETTING: SettingField = {
  name: 'azure_deployment_config',
  label: 'Deployments',
  type: 'list',
  required: false,
  secret: false,
  help:
    'A JSON list of {azure_deployment_name, azure_api_version, alias, azure_model_slug, is_default}. A request names the alias, ' +
    'the model or the deployment; the default serves every other model.',
};

export interface AzureDeployment {
  name: string;
  /** As it is written: the provider checks it. */
  version: unknown;
  /** What requests may call it. */
  names: readonly string[];
  isDefault: boolean;
}

/** Throws SettingsError. */
export function deploymentsIn(value: unknown): AzureDeployment[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalid('must be a list');
  const all = value.map(readOne);
  if (all.filter(({ isDefault }) => isDefault).length > 1) throw invalid('has more than one default');
  const names = all.flatMap(({ names: own }) => [...new Set(own)]);
  const twin = names.find((name, index) => names.indexOf(name) !== index);
  if (twin !== undefined) throw invalid(`has two deployments that "${twin}" may mean`);
  return all;
}

const MEMBERS = new Set(['alias', 'azure_deployment_name', 'azure_api_version', 'azure_model_slug', 'is_default']);

function readOne(value: unknown, index: number): AzureDeployment {
  if (!isObject(value)) throw invalid(`[${index}] must be an object`);
  const unknown = Object.keys(value).find((member) => !MEMBERS.has(member));
  if (unknown !== undefined) throw invalid(`[${index}] has the unknown member "${unknown}"`);
  const { azure_deployment_name: name, alias, azure_model_slug: model, is_default: isDefault = false } = value;
  if (typeof name !== 'string' || name === '') throw invalid(`[${index}].azure_deployment_name is required`);
  if (typeof isDefault !== 'boolean') throw invalid(`[${index}].is_default must be true or false`);
  const names = [alias, model, name].filter((one) => one !== undefined && one !== null && one !== '');
  const texts = names.filter((one) => typeof one === 'string');
  if (texts.length < names.length) throw invalid(`[${index}]: alias and azure_model_slug must be texts`);
  return { name, version: value['azure_api_version'], names: texts, isDefault };
}

/** null = none of them is meant. */
export const deploymentFor = <One extends AzureDeployment>(all: readonly One[], model: string): One | null =>
  all.find(({ names }) => names.includes(model)) ?? all.find(({ isDefault }) => isDefault) ?? null;

const invalid = (problem: string): SettingsError =>
  new SettingsError(DEPLOYMENTS_SETTING.name, `${DEPLOYMENTS_SETTING.name} ${problem}.`);
