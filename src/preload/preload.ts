import { contextBridge, type IpcRendererEvent, ipcRenderer, webUtils } from 'electron';
import { channelOf, DROP_CHANNEL, READY_CHANNEL } from '../shared/ipc/channels';
import type { Bridge } from '../shared/ipc/contract';

/** Settled when main can answer. Where it is refused, so is each call, which says so by its name. */
const ready = ipcRenderer.invoke(READY_CHANNEL).catch(() => {});

/**
 * All that the page is given of Electron: the contract's calls and events, by name, and a way to hand over a
 * dropped file. Names and what they carry are checked in the main process; here only a name's shape is, so the page
 * reaches none of Electron's own channels.
 */
const bridge: Bridge = {
  async call(name, input) {
    const channel = channelOf(name);
    await ready;
    return ipcRenderer.invoke(channel, input);
  },
  async drop(file) {
    // Throws for what is no File, and gives an empty path for one that the page made itself.
    const path = webUtils.getPathForFile(file);
    await ready;
    return ipcRenderer.invoke(DROP_CHANNEL, { path });
  },
  on(name, listener) {
    const channel = channelOf(name);
    const deliver = (_event: IpcRendererEvent, payload: Parameters<typeof listener>[0]) => listener(payload);
    ipcRenderer.on(channel, deliver);
    return () => {
      ipcRenderer.off(channel, deliver);
    };
  },
};

contextBridge.exposeInMainWorld('salvor', bridge);
