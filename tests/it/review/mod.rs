//! `huikan review`: the site it makes, seen and used in a browser.

mod browser;
mod pages;
mod serve;
mod site;
