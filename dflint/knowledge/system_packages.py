"""Which commands an installed system package brings, and which it certainly does not bring.

`COMMANDS` names the commands that a package of that name is installed for. `debian_closures` tells, for the packages
that container files of Debian and Ubuntu install most, which of the `WATCHED` commands the package *may* bring with all
that it depends on or recommends (every alternative and every provider counted); a watched command that is not named
there is certainly not brought. A package that is in neither table may bring anything.

Source: the package lists of Debian 12 and 13 and of Ubuntu 22.04, 24.04 and 26.04 (http://deb.debian.org/debian,
http://archive.ubuntu.com/ubuntu, components main and universe, amd64), read with apt on 2026-11-23; the union over the
releases that have the package. The fields Depends, Pre-Depends and Recommends were followed to the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

VERIFIED = "2026-11-23"
RELEASES = frozenset({"12", "13", "22.04", "24.04", "26.04"})
SOURCES = ("http://deb.debian.org/debian/dists/", "http://archive.ubuntu.com/ubuntu/dists/")

WATCHED: frozenset[str] = frozenset(
    {"curl", "wget", "git", "jq", "nc", "netcat", "ncat", "socat", "telnet", "http", "aria2c", "python3", "python"}
    | {"gcc", "cc", "g++", "c++", "make", "cmake", "node", "nodejs", "npm", "ffmpeg", "redis-cli", "ssh", "sudo"}
    | {"ping", "netstat", "lsof", "dig", "host", "nslookup"}
)
"""The commands that `debian_closures` can exclude."""

ALIASES: Mapping[str, str] = {
    "netcat": "nc",
    "cc": "gcc",
    "c++": "g++",
    "nodejs": "node",
    "nslookup": "dig",
}
"""Commands that come with another one; the closures name only the latter."""

COMMANDS: Mapping[str, tuple[str, ...]] = {
    "aria2": ("aria2c",),
    "bind-tools": ("dig", "host", "nslookup"),
    "bind-utils": ("dig", "host", "nslookup"),
    "bind9-dnsutils": ("dig", "nslookup"),
    "bind9-host": ("host",),
    "build-base": ("gcc", "cc", "g++", "c++", "make"),
    "build-essential": ("gcc", "cc", "g++", "c++", "make"),
    "bzip2": ("bzip2",),
    "clang": ("clang", "clang++"),
    "curl-minimal": ("curl",),
    "default-mysql-client": ("mysql", "mysqladmin"),
    "dnsutils": ("dig", "nslookup"),
    "g++": ("g++", "c++"),
    "gcc": ("gcc", "cc"),
    "gcc-c++": ("g++", "c++"),
    "git-core": ("git",),
    "git-lfs": ("git", "git-lfs"),
    "golang": ("go",),
    "golang-go": ("go",),
    "gzip": ("gzip", "gunzip"),
    "httpie": ("http", "https"),
    "inetutils-ping": ("ping",),
    "iproute2": ("ip", "ss"),
    "iputils-ping": ("ping",),
    "mariadb-client": ("mysql", "mysqladmin", "mariadb", "mariadb-admin"),
    "net-tools": ("netstat", "ifconfig"),
    "netcat": ("nc", "netcat"),
    "netcat-openbsd": ("nc", "netcat"),
    "netcat-traditional": ("nc", "netcat"),
    "nmap-ncat": ("ncat", "nc"),
    "nodejs": ("node", "nodejs"),
    "openssh-client": ("ssh", "scp", "ssh-keygen"),
    "poppler-utils": ("pdftoppm", "pdftotext", "pdfinfo"),
    "postgresql-client": ("psql", "pg_isready"),
    "procps": ("ps", "pgrep", "pkill", "top", "free"),
    "procps-ng": ("ps", "pgrep", "pkill", "top", "free"),
    "python-is-python3": ("python", "python3"),
    "python3": ("python3",),
    "python3-dev": ("python3",),
    "python3-minimal": ("python3",),
    "python3-pip": ("python3", "pip", "pip3"),
    "python3-venv": ("python3",),
    "redis-tools": ("redis-cli",),
    "supervisor": ("supervisord", "supervisorctl"),
    "tesseract-ocr": ("tesseract",),
    "telnet": ("telnet",),
    "xz-utils": ("xz", "unxz"),
}
"""The commands of a package, where they are not just its name. Any package is taken to bring a command of its name."""

_DEBIAN_ROWS: tuple[tuple[str, str], ...] = (
    (
        "",
        "ack-grep adduser alsa-utils antiword apache2 apache2-utils apparmor apt-file apt-transport-https apt-utils "
        "aptitude autoconf autoconf-archive autogen automake autopoint autotools-dev bash bash-completion bc "
        "bedtools bind9 binfmt-support binutils binutils-dev bison bridge-utils bsdmainutils bwa bzip2 "
        "ca-certificates ca-certificates-java ca-certificates-mono cabextract ccache check chrpath coreutils cpio "
        "cpp daemontools debian-archive-keyring default-libmysqlclient-dev device-tree-compiler dialog diffstat "
        "dos2unix dosfstools doxygen dpkg dumb-init elixir erlang-dev erlang-nox ethtool expat expect "
        "exuberant-ctags fakeroot file findutils flac fontconfig fontconfig-config fonts-dejavu fonts-dejavu-core "
        "fonts-ipafont-gothic fonts-kacst fonts-liberation fonts-nanum fonts-noto-cjk fonts-thai-tlwg "
        "fonts-wqy-zenhei freeglut3 freetds-dev fuse g++-aarch64-linux-gnu gawk gcc-aarch64-linux-gnu "
        "gcc-arm-linux-gnueabihf gconf-service gdb gdbserver genisoimage gettext-base gifsicle gnutls-bin gosu "
        "gperf graphviz grep groff-base gsl-bin gstreamer1.0-plugins-base gstreamer1.0-plugins-ugly "
        "gstreamer1.0-tools gstreamer1.0-x gzip haproxy haveged hdf5-tools help2man hmmer html2text htop "
        "ibverbs-providers inetutils-ping inotify-tools ipmitool iproute2 iptables isc-dhcp-server isolinux iw joe "
        "john jpegoptim kmod kubectl lame language-pack-en less lib32stdc++6 lib32z1 libaio-dev libaio1 "
        "libapparmor1 libappindicator1 libarchive-dev libasound2 libasound2-dev libaspell-dev libassimp-dev "
        "libatk1.0-0 libatlas-base-dev libatlas3-base libattr1-dev libblas-dev libboost-date-time-dev libboost-dev "
        "libboost-filesystem-dev libboost-iostreams-dev libboost-program-options-dev libboost-regex-dev "
        "libboost-system-dev libboost-test-dev libboost-thread-dev libbsd-dev libbz2-1.0 libbz2-dev libc++-dev "
        "libc-dev libc6 libc6-dev libc6-i386 libcairo2 libcanberra-gtk-module libcap-dev libcap2-bin libcgroup-dev "
        "libclang-dev libcppunit-dev libcunit1-dev libcurl3-dev libcurl3-gnutls libcurl4 libcurl4-gnutls-dev "
        "libcurl4-openssl-dev libdb++-dev libdb-dev libdbi-perl libdouble-conversion-dev libdrm2 libedit-dev "
        "libedit2 libegl1 libegl1-mesa libeigen3-dev libelf-dev libelf1 libev-dev libevent-dev libexpat-dev "
        "libexpat1 libexpat1-dev libfcgi-dev libffi-dev libffi8 libfftw3-3 libfftw3-dev libfontconfig "
        "libfontconfig1 libfontconfig1-dev libfreeimage-dev libfreeimage3 libfreetype6 libfreetype6-dev libfuse-dev "
        "libfuse2 libgc-dev libgcc1 libgconf-2-4 libgd-dev libgdbm-dev libgdiplus libgdk-pixbuf2.0-0 libgeos++-dev "
        "libgeos-c1v5 libgeos-dev libgeotiff-dev libgflags-dev libgif-dev libgl1-mesa-glx libgles2 libglib2.0-0 "
        "libglib2.0-0t64 libglm-dev libglu1-mesa libglvnd0 libgmp-dev libgmp10 libgmp3-dev libgnutls28-dev libgomp1 "
        "libgoogle-glog-dev libgsl-dev libgsl0-dev libgssapi-krb5-2 libgstreamer1.0-0 libgtest-dev libharfbuzz0b "
        "libhdf5-dev libhdf5-serial-dev libhiredis-dev libiberty-dev libibverbs-dev libibverbs1 libicu-dev "
        "libidn11-dev libimage-exiftool-perl libjansson-dev libjemalloc-dev libjemalloc2 libjpeg-dev libjpeg-turbo8 "
        "libjpeg-turbo8-dev libjpeg62 libjpeg62-dev libjpeg62-turbo-dev libjpeg8 libjpeg8-dev libjson-c-dev "
        "libjson-perl libjsoncpp-dev libkrb5-3 libkrb5-dev liblapack-dev liblapacke-dev liblcms2-2 liblcms2-dev "
        "libldap2-dev libleptonica-dev libleveldb-dev liblmdb-dev liblog4cplus-dev libltdl7 liblz4-dev liblz4-tool "
        "liblzma-dev liblzo2-dev libmad0 libmagic-dev libmagic1 libmariadb-dev libmariadb3 libmcrypt-dev libmcrypt4 "
        "libmecab-dev libmemcached-dev libmicrohttpd-dev libminiupnpc-dev libmount-dev libmp3lame-dev libmpc-dev "
        "libmpfr-dev libmysqlclient-dev libncurses-dev libncurses5 libncurses5-dev libncursesw5-dev "
        "libnet-ssleay-perl libnetcdf-dev libnetfilter-queue-dev libnghttp2-dev libnl-3-dev libnl-genl-3-dev "
        "libnl-route-3-dev libnspr4 libnss3 libnss3-dev libnss3-tools libnuma-dev libnuma1 libogg-dev libomp-dev "
        "libopenblas-base libopenblas-dev libopenblas0 libopencore-amrnb-dev libopencore-amrwb-dev libopenexr-dev "
        "libopus-dev libopus0 libosmesa6 libpam0g-dev libpango-1.0-0 libpango1.0-0 libpangocairo-1.0-0 "
        "libpangoft2-1.0-0 libpciaccess0 libpcre3 libpcre3-dev libperl-dev libpixman-1-0 libpixman-1-dev libpng-dev "
        "libpng16-16 libpq-dev libpq5 libpqxx-dev libprocps-dev libproj-dev libprotobuf-dev libprotoc-dev "
        "libpthread-stubs0-dev libpython2.7 libpython2.7-dev libpython3-dev libqrencode-dev librdmacm1 "
        "libreadline-dev libreadline6-dev libsamplerate0 libsamplerate0-dev libsasl2-dev libsctp-dev libsctp1 "
        "libseccomp-dev libsm6 libsnappy-dev libsnappy1v5 libsndfile1 libsndfile1-dev libsnmp-dev libsodium-dev "
        "libspatialindex-dev libsqlite3-0 libsqlite3-dev libssh-dev libssh2-1-dev libssl-dev libssl3 libstdc++6 "
        "libsuitesparse-dev libswitch-perl libsystemd-dev libtag1v5 libtbb-dev libtbb2 libtcmalloc-minimal4 "
        "libtesseract-dev libtheora-dev libtiff-dev libtiff-tools libtiff5 libtiff5-dev libtinfo-dev libtinfo5 "
        "libtinyxml-dev libudev-dev libudunits2-dev libunwind8 libusb-1.0-0 libusb-dev libuuid1 libv4l-dev "
        "libvorbis-dev libvpx-dev libwayland-dev libwebp-dev libx11-6 libx11-dev libx11-xcb-dev libx11-xcb1 "
        "libx264-dev libxcb-dri3-0 libxcb-dri3-dev libxcb-ewmh-dev libxcb-glx0-dev libxcb-keysyms1-dev "
        "libxcb-present0 libxcb-randr0-dev libxcb-render0 libxcb-shm0 libxcb1 libxcomposite1 libxcursor-dev "
        "libxcursor1 libxdamage1 libxext-dev libxext6 libxfixes3 libxft-dev libxi-dev libxi6 libxinerama-dev "
        "libxkbcommon0 libxml-parser-perl libxml2 libxml2-dev libxml2-utils libxmlsec1-dev libxmu-dev libxpm-dev "
        "libxrandr-dev libxrandr2 libxrender-dev libxrender1 libxslt-dev libxslt1-dev libxslt1.1 libxss1 libxt-dev "
        "libxt6 libxtst-dev libxtst6 libxvidcore-dev libxxf86vm-dev libxxf86vm1 libyajl-dev libyaml-0-2 libyaml-dev "
        "libz-dev libzip-dev libzmq3-dev libzstd-dev linux-libc-dev lld lmodern locales locales-all locate lua5.1 "
        "lua5.2 lzip lzop m4 man man-db mariadb-client mc mcrypt mecab mecab-ipadic-utf8 mediainfo memcached "
        "mime-support mingw-w64 mlocate mysql-client mysql-common mysql-server nano nasm ncurses-dev netbase "
        "nettle-dev nginx nginx-extras nginx-full nginx-light ninja-build nuget numactl nvtop ocl-icd-libopencl1 "
        "opencl-headers openmpi-common openssl optipng p7zip p7zip-full pandoc pandoc-citeproc patch patchelf "
        "pciutils percona-xtrabackup perl perl-modules pigz pkg-config pngcrush pngquant postgresql-client "
        "postgresql-client-common procps protobuf-c-compiler protobuf-compiler protobuf-compiler-grpc psmisc pv "
        "pwgen python-all-dev python-distribute python-setuptools python-tk python2.7 python2.7-dev python3.10 "
        "python3.10-dev python3.11 python3.11-dev python3.12 python3.12-dev python3.12-venv python3.13 "
        "python3.13-dev qemu qt5-qmake rake re2c rsh-client rsync ruby ruby-dev ruby-full rubygems runit samtools "
        "screen sed shared-mime-info shellcheck slapd snmp sqlite sqlite3 squashfs-tools ssl-cert strace subversion "
        "swig tabix tar tcl tcsh tesseract-ocr tesseract-ocr-eng texinfo time tini tmux traceroute tree "
        "ttf-bitstream-vera tzdata unixodbc unixodbc-dev unrtf unzip usbutils util-linux uuid-dev uwsgi v4l-utils "
        "wayland-protocols whois wireless-tools x11-apps x11-xkb-utils x11-xserver-utils x11proto-core-dev xauth "
        "xclip xfonts-100dpi xfonts-75dpi xfonts-base xfonts-cyrillic xfonts-scalable xorriso xsltproc xutils-dev "
        "xxd xz-utils yasm zip zlib1g zlib1g-dev zsh zstd",
    ),
    (
        "python3",
        "alsa-base ant ant-optional asciidoc awscli bowtie2 certbot clang clang-format cppcheck cron dbus dbus-x11 "
        "default-jdk default-jdk-headless default-jre default-jre-headless dirmngr dnsmasq dvipng emacs erlang "
        "espeak espeak-ng fish fluxbox fontforge freeglut3-dev gdal-bin gdebi-core ghostscript gnupg gnupg-agent "
        "gnupg2 gnuplot gpg-agent gradle graphicsmagick graphviz-dev groff gstreamer1.0-libav "
        "gstreamer1.0-plugins-bad gstreamer1.0-plugins-good gunicorn imagemagick initramfs-tools inkscape iotop "
        "kpartx libapache2-mod-php libappindicator3-1 libapr1-dev libaprutil1-dev libass-dev libatk-bridge2.0-0 "
        "libavcodec-dev libavdevice-dev libavfilter-dev libavformat-dev libavutil-dev libboost-python-dev "
        "libcairo-dev libcairo2-dev libcairomm-1.0-dev libclblast-dev libcups2 libdbus-1-3 libdbus-1-dev "
        "libdbus-glib-1-2 libespeak-ng1 libgconf2-dev libgl1 libgl1-mesa-dev libgl1-mesa-dri libglew-dev "
        "libglfw3-dev libglib2.0-dev libglu1-mesa-dev libgraphviz-dev libgtk-3-0 libgtk-3-dev libgtk2.0-0 "
        "libmodule-build-perl libnotify-dev libopenal-dev libopencv-dev libosmesa6-dev libpango1.0-dev libpcap-dev "
        "libpcap0.8 libpcap0.8-dev libportaudio2 libpulse-dev libqt5opengl5-dev libreoffice-calc libsdl1.2-dev "
        "libsdl1.2debian libsdl2-dev libsdl2-image-dev libsoup2.4-dev libsox-dev libsox-fmt-all libsox-fmt-mp3 "
        "libswresample-dev libswscale-dev libvlc-dev lldb llvm llvm-dev logrotate lsb-release mailutils "
        "mapnik-utils maven mesa-common-dev mesa-utils mesa-vulkan-drivers mono-complete mono-devel ncbi-blast+ "
        "neovim nfs-common nmap ntp ntpdate ocl-icd-opencl-dev openbox openjdk-11-jdk openjdk-17-jdk "
        "openjdk-17-jre-headless openjdk-21-jre-headless openjdk-8-jdk openjdk-8-jdk-headless openjdk-8-jre "
        "openjdk-8-jre-headless openjfx openvpn parallel pdftk php php-apcu php-bcmath php-cli php-common php-curl "
        "php-fpm php-gd php-intl php-mbstring php-mcrypt php-mysql php-pear php-pgsql php-redis php-soap "
        "php-sqlite3 php-xdebug php-xml php-zip pipx poppler-utils portaudio19-dev postfix postgis postgresql "
        "postgresql-contrib pulseaudio python3 python3-dev python3-distutils python3-jsonschema python3-lxml "
        "python3-numpy python3-opencv python3-opengl python3-pkg-resources python3-setuptools "
        "python3-software-properties python3-tk python3-venv python3-wheel python3-yaml python3.10-distutils "
        "python3.10-venv python3.11-venv qemu-kvm qemu-system-x86 qemu-user qemu-user-static qt6-base-dev "
        "qtbase5-dev rdma-core rlwrap rpm rsyslog s3cmd scons smbclient software-properties-common sox supervisor "
        "syslog-ng systemd tcpdump texlive texlive-base texlive-fonts-extra texlive-fonts-recommended "
        "texlive-latex-base texlive-latex-extra texlive-latex-recommended texlive-xetex tor tshark udev "
        "uuid-runtime uwsgi-plugin-python3 valgrind vim vim-common vim-nox vim-tiny vlc winbind x11-utils x11vnc "
        "x264 xdg-utils xl2tpd xmlto xorg-dev xserver-xorg-core xserver-xorg-dev xterm xvfb yarn zenity zookeeper",
    ),
    (
        "python3 gcc g++ make",
        "build-essential checkinstall dpkg-dev libcups2-dev libgirepository1.0-dev libmagick++-dev "
        "libmagickcore-dev libmagickwand-dev libreoffice librsvg2-dev libtag1-dev meson pip pkgconf python-pip "
        "python3-pip python3-virtualenv r-base r-base-core r-base-dev tcl8.6-dev tk-dev tk8.6-dev virtualenv "
        "virtualenvwrapper",
    ),
    (
        "gcc",
        "crystal flex gcc gcc-14 gcc-multilib gfortran ghc lib32ncurses5-dev lib32z1-dev libc6-dev-i386 "
        "libhwloc-dev libltdl-dev liblua5.2-dev libtool libtool-bin musl-dev",
    ),
    (
        "python3 gcc",
        "camlp4-extra cargo cython3 lcov libgdal-dev libmapnik-dev ocaml ocaml-core ocaml-native-compilers rustc valac",
    ),
    (
        "curl wget python3 gcc g++ make",
        "alien apache2-dev debhelper dh-autoreconf dh-make equivs gdebi libgtk2.0-dev",
    ),
    (
        "python3 ssh",
        "bzr chromium-browser firefox iceweasel mercurial xpra",
    ),
    (
        "gcc g++",
        "g++ g++-14 g++-multilib golang golang-go",
    ),
    (
        "python3 host",
        "avahi-daemon cups libqt5webkit5-dev qttools5-dev-tools wkhtmltopdf",
    ),
    (
        "python3 gcc g++",
        "ipython3 mpich python3-matplotlib python3-scipy",
    ),
    (
        "ssh",
        "mosh openssh-client sshfs sshpass",
    ),
    (
        "curl wget",
        "gettext intltool quilt",
    ),
    (
        "git ssh",
        "git git-core git-lfs",
    ),
    (
        "nc",
        "netcat netcat-openbsd netcat-traditional",
    ),
    (
        "curl python3 gcc g++ make",
        "rbenv ruby-build",
    ),
    (
        "curl wget git python3 gcc g++ make ssh",
        "devscripts opam",
    ),
    (
        "gcc g++ make cmake",
        "libgrpc++-dev libre2-dev",
    ),
    (
        "git nc python3 ssh",
        "docker.io git-all",
    ),
    (
        "node",
        "libv8-dev nodejs",
    ),
    (
        "python3 gcc g++ make sudo",
        "bundler dkms",
    ),
    (
        "python3 gcc ssh",
        "libboost-all-dev libopenmpi-dev",
    ),
    (
        "python3 make",
        "postgresql-server-dev-all sendmail",
    ),
    (
        "python3 ssh lsof host",
        "latexmk texlive-full",
    ),
    (
        "redis-cli",
        "redis-server redis-tools",
    ),
    (
        "wget python3",
        "debootstrap lxc",
    ),
    (
        "wget python3 ssh",
        "openssh-server ssh",
    ),
    (
        "aria2c",
        "aria2",
    ),
    (
        "curl",
        "curl",
    ),
    (
        "curl python3",
        "google-perftools",
    ),
    (
        "curl wget gcc",
        "haskell-platform",
    ),
    (
        "curl wget jq nc python3 ssh sudo netstat lsof dig host",
        "chromium",
    ),
    (
        "curl wget python3 make",
        "cpanminus",
    ),
    (
        "curl wget python3 ssh",
        "ansible",
    ),
    (
        "dig host",
        "dnsutils",
    ),
    (
        "gcc make",
        "haskell-stack",
    ),
    (
        "gcc make cmake",
        "cmake",
    ),
    (
        "gcc ssh",
        "openmpi-bin",
    ),
    (
        "git jq python3 ssh",
        "munin",
    ),
    (
        "git jq ssh",
        "munin-node",
    ),
    (
        "git node ssh",
        "yarnpkg",
    ),
    (
        "git python3 gcc g++ make node npm ssh",
        "npm",
    ),
    (
        "git python3 ssh",
        "composer",
    ),
    (
        "host",
        "host",
    ),
    (
        "http python3 gcc g++ make",
        "httpie",
    ),
    (
        "jq",
        "jq",
    ),
    (
        "lsof",
        "lsof",
    ),
    (
        "make",
        "make",
    ),
    (
        "nc python3",
        "phpmyadmin",
    ),
    (
        "ncat python3",
        "ncat",
    ),
    (
        "netstat",
        "net-tools",
    ),
    (
        "ping",
        "iputils-ping",
    ),
    (
        "python3 ffmpeg",
        "ffmpeg",
    ),
    (
        "python3 gcc g++ host",
        "calibre",
    ),
    (
        "python3 gcc g++ make node ssh",
        "r-cran-ggplot2",
    ),
    (
        "python3 lsof",
        "xorg",
    ),
    (
        "python3 python",
        "python-is-python3",
    ),
    (
        "python3 sudo",
        "sudo",
    ),
    (
        "socat",
        "socat",
    ),
    (
        "socat python3",
        "rabbitmq-server",
    ),
    (
        "socat python3 lsof",
        "mariadb-server",
    ),
    (
        "telnet",
        "telnet",
    ),
    (
        "wget",
        "wget",
    ),
)
"""Commands that may be brought, and the packages of which that is the whole list."""


@cache
def debian_closures() -> Mapping[str, frozenset[str]]:
    """Package name to the watched commands that it may bring with its dependencies and recommendations."""
    closures: dict[str, frozenset[str]] = {}
    for commands, packages in _DEBIAN_ROWS:
        brought = frozenset(commands.split())
        for package in packages.split():
            closures[package] = brought
    return closures
