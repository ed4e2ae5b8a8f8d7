import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../gateway/config.js';

describe('the default capacities', () => {
  it('hold the demo market for as long as it runs: 100 brokers with 100 customers each, in 100 symbols', () => {
    const { accounts, positions, instruments, sessions, orders } = loadConfig(undefined).capacities;
    expect(accounts).toBeGreaterThanOrEqual(100 * 100);
    expect(positions).toBeGreaterThanOrEqual(100 * 100 * 100);
    expect(instruments).toBeGreaterThanOrEqual(100);
    expect(sessions).toBeGreaterThanOrEqual(100);
    expect(orders).toBeGreaterThanOrEqual(1_000_000);
  });
});
