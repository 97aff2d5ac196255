// breaks: semantic-knows-its-ports-only
import { price } from '../catalog/prices.ts';

export const meaning = price;
