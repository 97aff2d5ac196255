/** Target: applies the parameters of the target's config to the body. */
import { LARGE_BYTES } from '../../wire/json/scan-slices.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Stage } from '../stage.ts';
import { withParams, withParamsInSlices } from './prepare-document.ts';
import type { TargetRequest, Written } from './target-request.ts';

export const applyParams: Stage<TargetRequest, Written, GatewayDeps> = {
  name: 'apply-params',
  run({ exchange, target }, { nextTurn }) {
    const { document, endpoint } = exchange;
    const written = { document, dialect: endpoint.dialect };
    if (document.bytes.length < LARGE_BYTES) return { document: withParams(written, target.settings) };
    return withParamsInSlices(written, target.settings, nextTurn).then((changed) => ({ document: changed }));
  },
};
