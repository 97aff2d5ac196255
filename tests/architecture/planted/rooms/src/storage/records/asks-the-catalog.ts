// breaks: engines-serve-ports-only
import { price } from '../../catalog/prices.ts';

export const cost = price;
