import { useState } from 'react'
import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { renderPart } from '@/test/render'
import { serve } from '@/test/server'
import { DataTable } from './DataTable'
import { MoneyInput } from './MoneyInput'
import { hueOf, initialsOf } from './Person'
import { handleShortcut, useShortcut } from './shortcuts'

describe('MoneyInput', () => {
  it('gives cents while typing and tidies the text when left', async () => {
    serve({})
    const changed = vi.fn()
    function Host() {
      const [value, setValue] = useState<number | null | undefined>(null)
      return (
        <MoneyInput
          label="Valor"
          value={value}
          onChange={(cents) => {
            changed(cents)
            setValue(cents)
          }}
        />
      )
    }
    renderPart(<Host />)
    const field = screen.getByLabelText('Valor')
    await userEvent.type(field, '1289,9')
    expect(changed).toHaveBeenLastCalledWith(128_990)
    await userEvent.tab()
    expect(field).toHaveValue('1.289,90')
  })
})

describe('DataTable', () => {
  it('sorts by a column, with unknown values last in both directions', async () => {
    const rows = [
      { id: 'a', sales: 3 },
      { id: 'b', sales: null },
      { id: 'c', sales: 9 },
    ]
    renderPart(
      <DataTable
        label="Vendas"
        rows={rows}
        rowKey={(row) => row.id}
        columns={[
          { key: 'id', header: 'Nome', render: (row) => row.id },
          { key: 'sales', header: 'Vendas', render: (row) => row.sales, sortValue: (row) => row.sales },
        ]}
      />,
    )
    const names = () => screen.getAllByRole('row').slice(1).map((row) => within(row).getAllByRole('cell')[0]?.textContent)
    await userEvent.click(screen.getByRole('button', { name: 'Vendas' }))
    expect(names()).toEqual(['c', 'a', 'b'])
    await userEvent.click(screen.getByRole('button', { name: 'Vendas' }))
    expect(names()).toEqual(['a', 'c', 'b'])
  })
})

describe('people', () => {
  it('keep their colour and show two initials', () => {
    expect(hueOf('Ana Pereira')).toBe(hueOf('Ana Pereira'))
    expect(hueOf('Ana Pereira')).not.toBe(hueOf('Igor Lima'))
    expect(initialsOf('ana maria pereira')).toBe('AP')
    expect(initialsOf('Élida')).toBe('É')
    expect(initialsOf('😀')).toBe('?')
  })
})

describe('shortcuts', () => {
  it('rest while somebody types, except those with Alt or Ctrl', async () => {
    const plain = vi.fn()
    const withAlt = vi.fn()
    function Host() {
      useShortcut('/', 'Respostas rápidas', plain)
      useShortcut('Alt+C', 'Atendimentos', withAlt)
      return <input aria-label="Mensagem" />
    }
    renderPart(<Host />)
    window.addEventListener('keydown', handleShortcut)
    await userEvent.type(screen.getByLabelText('Mensagem'), '/')
    expect(plain).not.toHaveBeenCalled()
    await userEvent.keyboard('{Alt>}c{/Alt}')
    expect(withAlt).toHaveBeenCalledTimes(1)
    await userEvent.click(document.body)
    await userEvent.keyboard('/')
    expect(plain).toHaveBeenCalledTimes(1)
    window.removeEventListener('keydown', handleShortcut)
  })
})
