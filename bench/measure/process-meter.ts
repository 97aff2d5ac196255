/** Processor time and memory of processes, from /proc. */
import { readFileSync } from 'node:fs';

/** USER_HZ, which is 100 on every Linux that Node runs on. */
const TICK_US = 10_000;

/** User and system time used so far by all threads, also those that have ended, in µs; steps of 10 ms. */
export function cpuUs(pids: readonly number[]): number {
  return sum(pids.map(ticksOf)) * TICK_US;
}

/** Memory that is resident now, in MiB. */
export function residentMib(pids: readonly number[]): number {
  return sum(pids.map((pid) => statusKib(pid, 'VmRSS'))) / 1024;
}

/** The most that was ever resident, in MiB. */
export function peakMib(pids: readonly number[]): number {
  return sum(pids.map((pid) => statusKib(pid, 'VmHWM'))) / 1024;
}

/** Time for which a core was not idle, whoever used it, in µs; steps of 10 ms. */
export function busyUs(core: number): number {
  const line = new RegExp(`^cpu${core} (.*)$`, 'm').exec(readFileSync('/proc/stat', 'latin1'));
  // user nice system idle iowait irq softirq steal
  const ticks = (line?.[1] ?? '').split(' ').map(Number);
  return sum([...ticks.slice(0, 3), ...ticks.slice(5, 8)]) * TICK_US;
}

/** Processes that it has started and that have not ended. */
export function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').filter(Boolean).map(Number);
}

function ticksOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The name in parentheses may hold anything; proc(5) numbers the fields after it from 3. utime is 14, stime 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[14 - 3]) + Number(fields[15 - 3]);
}

function statusKib(pid: number, field: string): number {
  const line = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
  return Number(line?.[1] ?? 0);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
