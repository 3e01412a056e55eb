/** What WhatsApp plays as a voice message comes first; the last one may be refused by the server, with words. */
const wanted = ['audio/ogg;codecs=opus', 'audio/mp4;codecs=mp4a.40.2', 'audio/mp4', 'audio/webm;codecs=opus']

export const canRecord = () =>
  typeof MediaRecorder !== 'undefined' && typeof navigator !== 'undefined' && navigator.mediaDevices?.getUserMedia !== undefined

export const bestVoiceType = () => wanted.find((type) => MediaRecorder.isTypeSupported(type))

export const extensionOfVoice = (type: string) => (type === 'audio/ogg' ? 'ogg' : type === 'audio/mp4' ? 'm4a' : 'webm')
