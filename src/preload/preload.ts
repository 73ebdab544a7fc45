import { contextBridge, type IpcRendererEvent, ipcRenderer, webUtils } from 'electron';
import type { Bridge } from '../shared/ipc/contract';
import { callNames, channelOf, DROP_CHANNEL, eventNames } from '../shared/ipc/names';

/**
 * All that the page is given of Electron: the contract's calls and events, by name, and a way to hand over a
 * dropped file. What they carry is checked in the main process; here only names are, so that the page can
 * reach no other channel.
 */
const bridge: Bridge = {
  call(name, input) {
    if (!Object.hasOwn(callNames, name)) return Promise.reject(new Error(`no such call: ${String(name)}`));
    return ipcRenderer.invoke(channelOf(name), input);
  },
  async drop(file) {
    // Throws for what is no File, and gives an empty path for one that the page made itself.
    const path = webUtils.getPathForFile(file);
    return ipcRenderer.invoke(DROP_CHANNEL, { path });
  },
  on(name, listener) {
    if (!Object.hasOwn(eventNames, name)) throw new Error(`no such event: ${String(name)}`);
    const deliver = (_event: IpcRendererEvent, payload: Parameters<typeof listener>[0]) => listener(payload);
    ipcRenderer.on(channelOf(name), deliver);
    return () => {
      ipcRenderer.off(channelOf(name), deliver);
    };
  },
};

contextBridge.exposeInMainWorld('salvor', bridge);
