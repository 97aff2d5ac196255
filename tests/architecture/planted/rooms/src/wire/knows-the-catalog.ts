// breaks: wire-imports-nothing
import { price } from '../catalog/prices.ts';

export const known = price;
