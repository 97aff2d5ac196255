// breaks: control-knows-its-ports-only
import { render } from '../../http/render-error.ts';

export const show = render;
