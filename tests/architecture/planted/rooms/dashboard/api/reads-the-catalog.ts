// breaks: dashboard-knows-the-api-only
import { prices } from '../../src/catalog/prices.ts';

export const known = prices;
