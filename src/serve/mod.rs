//! The HTTP side: feeds for readers, pages for people, health for machines.
