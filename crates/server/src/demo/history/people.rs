//! Invented people: names as they stand in profiles, and numbers as the provider writes them.

use std::collections::HashSet;

use super::chance::Chance;

const FIRST: &[&str] = &[
    "Ana",
    "Beatriz",
    "Camila",
    "Daniela",
    "Eduarda",
    "Fernanda",
    "Gabriela",
    "Helena",
    "Isabela",
    "Juliana",
    "Karina",
    "Larissa",
    "Mariana",
    "Natália",
    "Olívia",
    "Patrícia",
    "Renata",
    "Sabrina",
    "Tatiane",
    "Vanessa",
    "Yasmin",
    "Aline",
    "Bruna",
    "Cláudia",
    "Débora",
    "Elisângela",
    "Flávia",
    "Graziela",
    "Ingrid",
    "Jéssica",
    "Letícia",
    "Luciana",
    "Maria Eduarda",
    "Michele",
    "Priscila",
    "Raquel",
    "Rosana",
    "Simone",
    "Talita",
    "Viviane",
    "André",
    "Bruno",
    "Caio",
    "Diego",
    "Eduardo",
    "Felipe",
    "Gustavo",
    "Henrique",
    "João Pedro",
    "Lucas",
    "Marcelo",
    "Paulo",
    "Rafael",
    "Rodrigo",
    "Thiago",
    "Vinícius",
    "Wesley",
    "Antônio",
    "Francisca",
    "Raimunda",
];
const LAST: &[&str] = &[
    "Silva",
    "Santos",
    "Oliveira",
    "Souza",
    "Rodrigues",
    "Ferreira",
    "Alves",
    "Pereira",
    "Lima",
    "Gomes",
    "Costa",
    "Ribeiro",
    "Martins",
    "Carvalho",
    "Almeida",
    "Lopes",
    "Soares",
    "Fernandes",
    "Vieira",
    "Barbosa",
    "Rocha",
    "Dias",
    "Nascimento",
    "Andrade",
    "Moreira",
    "Nunes",
    "Marques",
    "Machado",
    "Mendes",
    "Freitas",
    "Cardoso",
    "Ramos",
    "Gonçalves",
    "Santana",
    "Teixeira",
    "Araújo",
    "Pinto",
    "Azevedo",
    "Cavalcanti",
    "Figueiredo",
    "Sant'Anna",
    "de Moraes",
    "da Conceição",
    "dos Anjos",
    "Albuquerque",
    "Bittencourt",
    "Yamamoto",
    "Zanetti",
];
/// Area codes, the store's own city most often.
const AREAS: &[&str] = &[
    "11", "11", "11", "11", "11", "11", "13", "19", "21", "21", "31", "31", "41", "47", "51", "61", "62", "71", "81",
    "85", "91",
];

/// Somebody who writes to the store.
#[derive(Debug, Clone)]
pub(super) struct Person {
    /// Name of the profile.
    pub(super) name: String,
    /// Digits as the provider writes them.
    pub(super) phone: String,
    /// The other spelling of the same number, with or without the ninth digit.
    pub(super) other_spelling: Option<String>,
}

/// Makes people; no number twice.
#[derive(Debug, Default)]
pub(super) struct People {
    numbers: HashSet<String>,
}

impl People {
    pub(super) fn invent(&mut self, chance: &mut Chance) -> Person {
        let name = name(chance);
        loop {
            let area = chance.pick(AREAS);
            let line = chance.between(0, 9_999_999);
            let landline = chance.happens(15);
            let eight = if landline { format!("3{line:07}") } else { format!("{}{line:07}", chance.between(6, 9)) };
            if !self.numbers.insert(format!("{area}{eight}")) {
                continue;
            }
            let (short, long) = (format!("55{area}{eight}"), format!("55{area}9{eight}"));
            if landline {
                return Person { name, phone: short, other_spelling: None };
            }
            // WhatsApp kept most accounts of areas from 31 on under the old eight digits.
            let old = area.parse::<i64>().is_ok_and(|area| area >= 31) && chance.happens(600);
            let (phone, other) = if old { (short, long) } else { (long, short) };
            return Person { name, phone, other_spelling: Some(other) };
        }
    }
}

/// A name as people write their own: mostly whole, sometimes short, small or with a flower.
fn name(chance: &mut Chance) -> String {
    let first = chance.pick(FIRST);
    let last = chance.pick(LAST);
    match chance.weighted(&[68, 14, 8, 4, 6]) {
        0 => format!("{first} {last}"),
        1 => first.to_owned(),
        2 => format!("{first} {last}").to_lowercase(),
        3 => format!("{first} 🌻"),
        _ => format!("{first} {} {last}", chance.pick(LAST)),
    }
}
