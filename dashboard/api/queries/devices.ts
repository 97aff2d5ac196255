/** Devices that signed in by /login, and the codes that wait for a person. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, type Input, type Output } from '../call.ts';
import { everyPage } from '../every-page.ts';

export type DeviceCode = Output<'POST /account/device-codes/find'>;

const DEVICES = ['devices'];

/** Looks the code up when the person says so: opening a link must do nothing. */
export function useFindDeviceCode() {
  return useMutation({
    mutationFn: (code: string) => call('POST /account/device-codes/find', { user_code: code }),
  });
}

export function useApproveDevice() {
  return useMutation({
    mutationFn: (wanted: Input<'POST /account/device-codes/approve'>) =>
      call('POST /account/device-codes/approve', wanted),
  });
}

export function useDenyDevice() {
  return useMutation({
    mutationFn: (code: string) => call('POST /account/device-codes/deny', { user_code: code }),
  });
}

/** Of everybody in the organisation. */
export function useAllDevices() {
  return useQuery({
    queryKey: [...DEVICES, 'all'],
    queryFn: ({ signal }) => call('GET /admin/devices', {}, signal),
  });
}

export function useEndDevice() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call('DELETE /admin/devices/{id}', { id }),
    onSuccess: () => client.invalidateQueries({ queryKey: DEVICES }),
  });
}

export function useOwnDevices() {
  return useQuery({
    queryKey: [...DEVICES, 'own'],
    queryFn: ({ signal }) => call('GET /account/devices', {}, signal),
  });
}

export function useEndOwnDevice() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call('DELETE /account/devices/{id}', { id }),
    onSuccess: () => client.invalidateQueries({ queryKey: DEVICES }),
  });
}

/** Where somebody who governs the organisation may let a device act. */
export function useWorkspaceChoices(isEnabled: boolean) {
  return useQuery({
    queryKey: ['workspace-choices'],
    enabled: isEnabled,
    queryFn: ({ signal }) => everyPage((page) => call('GET /admin/workspaces', page, signal)),
  });
}
