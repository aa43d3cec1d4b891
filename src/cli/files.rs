//! Files of the operator's: written whole or not at all, and as they were otherwise.

use std::{
    fs::{self, File},
    io::{self, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt, fchown},
    path::Path,
};

use anyhow::Context as _;

/// Replaces a file's text. A link stays a link; mode and owner stay; a new file is its owner's alone, for it may hold
/// secrets. A service that reads it meanwhile sees the old text or the new one.
pub fn replace(path: &Path, text: &str) -> anyhow::Result<()> {
    let real = if path.exists() { fs::canonicalize(path) } else { Ok(path.to_owned()) };
    real.and_then(|real| write(&real, text)).with_context(|| format!("{}: cannot be written", path.display()))
}

fn write(real: &Path, text: &str) -> io::Result<()> {
    let folder = real.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = real.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let partial = folder.join(format!(".{name}.{}.part", std::process::id()));
    let written =
        fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&partial).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            if let Ok(old) = fs::metadata(real) {
                alike(&file, &old)?;
            }
            file.sync_all()?;
            fs::rename(&partial, real)
        });
    if written.is_err() && partial.exists() {
        fs::remove_file(&partial)?;
    }
    written?;
    File::open(folder)?.sync_all()
}

fn alike(file: &File, old: &fs::Metadata) -> io::Result<()> {
    let new = file.metadata()?;
    if (new.uid(), new.gid()) != (old.uid(), old.gid()) {
        fchown(file, Some(old.uid()), Some(old.gid()))?;
    }
    file.set_permissions(old.permissions())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn mode_and_link_stay_and_a_new_file_is_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("feeds.toml"), folder.path().join("link.toml"));
        replace(&file, "a = 1").unwrap();
        let mode = || fs::metadata(&file).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(), 0o600);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("feeds.toml", &link).unwrap();
        replace(&link, "a = 2").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!((mode(), fs::read_to_string(&file).unwrap().as_str()), (0o640, "a = 2"));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let error = replace(Path::new("/nonexistent/folder/feeds.toml"), "").unwrap_err();
        assert!(format!("{error:#}").contains("/nonexistent/folder/feeds.toml: cannot be written"));
    }
}
