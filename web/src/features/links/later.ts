import { lazy } from 'react'
import { loadTexts } from '@/i18n'

/** A part of the generator that is loaded when it is first opened, with the texts that only such parts say. */
export function later<Props extends object>(part: () => Promise<React.ComponentType<Props>>) {
  return lazy(async () => {
    const [loaded] = await Promise.all([part(), loadTexts('generator')])
    return { default: loaded }
  })
}
