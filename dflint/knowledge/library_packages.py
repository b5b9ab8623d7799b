"""Which packages of Debian and Ubuntu bring a shared library or a program that Python packages need.

`PACKAGES_WITH` tells, of the packages of `dflint.knowledge.system_packages` and those in `ALSO_READ`, which bring
it, with all that they depend on or recommend; one of these that is not named certainly does not. Any other package may
bring anything.

Source: the package lists of the `RELEASES` (http://deb.debian.org/debian, http://archive.ubuntu.com/ubuntu, components
main and universe, amd64), read by scripts/library_closures.py on the day in `VERIFIED`; the union over the releases.
"""

from __future__ import annotations

from collections.abc import Mapping

VERIFIED = "2026-11-27"
RELEASES = frozenset({"11", "12", "13", "20.04", "22.04", "24.04", "26.04"})
SOURCES = ("http://deb.debian.org/debian/dists/", "http://archive.ubuntu.com/ubuntu/dists/")


class Library:
    """A shared library or a program.

    `packages` are what to install for it, on every release. `providers` is a pattern of the packages that hold it.
    """

    def __init__(self, packages: tuple[str, ...], providers: str) -> None:
        self.packages = packages
        self.providers = providers


LIBRARIES: Mapping[str, Library] = {
    "libGL.so.1": Library(("libgl1",), "libgl1"),
    "libglib-2.0.so.0": Library(("libglib2.0-0",), r"libglib2\.0-0(?:t64)?"),
    "libgomp.so.1": Library(("libgomp1",), "libgomp1"),
    "libodbc.so.2": Library(("unixodbc",), r"libodbc\d"),
    "libmpi": Library(("libopenmpi-dev",), r"libopenmpi\d+(?:t64)?|libmpich12(?:t64)?"),
    "FFmpeg": Library(("ffmpeg",), r"libavcodec(?:-extra)?\d+"),
    "tesseract": Library(("tesseract-ocr",), "tesseract-ocr"),
    "pdftoppm": Library(("poppler-utils",), "poppler-utils"),
    "libpango-1.0.so.0": Library(("libpango-1.0-0", "libpangoft2-1.0-0"), "libpango-1.0-0"),
}
"""By the name of the library, or of the program. `libglib2.0-0` is still a name of `libglib2.0-0t64`."""

ALSO_READ = (
    "adwaita-icon-theme aircrack-ng apache2-bin aragorn arduino aspcud aspell aufs-tools bashtop "
    "binutils-arm-none-eabi blast2 bluez bmon bsdutils btrfs-progs cabal-install capnproto catdoc ceph "
    "chromium-driver clang-6.0 clang-7 clang-8 clinfo cm-super cmake-data coffeescript cowsay crunch cscope "
    "csh cython debconf-utils dfu-util dh-golang dh-systemd dh-virtualenv dirb dnsenum dpatch dropbear dstat "
    "eatmydata erlang-parsetools exiftran exonerate fail2ban fasttree fbset firebird-dev firefox-esr "
    "fluidsynth fonts-lyx fonts-nanum-coding fonts-nanum-extra fonts-noto fonts-texgyre fp-compiler "
    "frei0r-plugins fsharp g++-12 g++-7 g++-8 g++-9 g++-arm-linux-gnueabihf gcc-12 gcc-7 gcc-8 gcc-9 gcovr "
    "gdb-multiarch genometools gir1.2-gtk-3.0 git-buildpackage gnome-panel gnome-settings-daemon "
    "gnome-terminal gobject-introspection gpg gphoto2 grub-pc-bin gtk-sharp2 guile-2.2-dev gyp "
    "hicolor-icon-theme highlight hydra i965-va-driver idle ifupdown infernal infiniband-diags "
    "intel-media-va-driver jags jed julia kodi language-pack-en-base last-align lib32gcc1 lib32readline-dev "
    "liba52-0.7.4-dev libacl1-dev libagg-dev libaio1t64 libapache2-mod-wsgi libapr1 libaprutil1 libarchive13 "
    "libasan8 libatomic1 libavcodec-extra libavcodec59 libavformat59 libavresample-dev libbio-perl-perl "
    "libblas3 libblitz0-dev libboost-chrono-dev libboost-graph-dev libbsd0 libc++abi-dev libc-ares-dev "
    "libc-client2007e-dev libc6-dbg libcairo-gobject2 libcanberra-gtk3-module libcapnp-dev libceres-dev "
    "libconfig++-dev libcrypt-ssleay-perl libcurl4-nss-dev libdc1394-22 libdc1394-22-dev libdc1394-dev "
    "libdpkg-perl libdrm-intel1 libdrm-nouveau2 libdrm-radeon1 libegl-mesa0 libegl1-mesa-dev libespeak1 libev4 "
    "libfftw3-mpi-dev libfile-slurp-perl libflann-dev libflatbuffers-dev libfreetype-dev libfuzzy-dev "
    "libgd-svg-perl libgdk-pixbuf2.0-dev libgeoip-dev libgetopt-long-descriptive-perl libgfortran4 "
    "libgfortran5 libghc-zlib-dev libglapi-mesa libgles2-mesa libgles2-mesa-dev libglpk-dev libglpk40 "
    "libgnutls30 libgoogle-perftools-dev libgpg-error-dev libgphoto2-dev libgraphicsmagick1-dev libgs9 "
    "libgsf-1-dev libgslcblas0 libgstreamer-plugins-bad1.0-0 libgstreamer-plugins-bad1.0-dev "
    "libgstreamer-plugins-base1.0-0 libgstreamer-plugins-base1.0-dev libgstreamer1.0-dev libgtk-3-common "
    "libice6 libidn11 libio-socket-ssl-perl libjpeg62-turbo libk5crypto3 libkeyutils1 libkrb5support0 "
    "liblapack3 liblcms2-utils libldap-2.4-2 libldns-dev liblocal-lib-perl liblog-log4perl-perl "
    "liblpsolve55-dev liblttng-ust0 libluajit-5.1-dev liblwp-useragent-determined-perl liblz4-1 liblzma5 "
    "liblzo2-2 libmad0-dev libmail-dkim-perl libmariadbclient-dev libmatio-dev libmbedtls-dev libmetis-dev "
    "libmhash-dev libmicrohttpd12 libmnl0 libmodule-install-perl libmotif-dev libmpdec-dev libmpdec2 "
    "libmysql++-dev libncursesw5 libnl-3-200 libnl-route-3-200 libnlopt-dev libnotify-bin libogre-1.9-dev "
    "libomp5 libopencv-core4.5d libopencv-dnn4.5d libopencv-highgui4.5d libopencv-imgproc4.5d "
    "libopencv-videoio4.5d libp11-kit0 libpangoxft-1.0-0 libpci3 libpmi2-0-dev libportmidi-dev "
    "libprotobuf-c-dev libpulse0 libqt5core5a libqt5dbus5 libqt5gui5 libqt5widgets5 librdkafka-dev librecode0 "
    "libreoffice-core libreoffice-writer librsvg2-bin librtmp-dev libsdl-console-dev libsdl-image1.2-dev "
    "libsdl-mixer1.2-dev libsdl-ttf2.0-dev libseccomp2 libsfml-dev libsm-dev libsmbclient libsmpeg-dev "
    "libspdlog-dev libssl1.1 libsvg-perl libswscale6 libtidy-dev libtokyocabinet-dev libturbojpeg libubsan1 "
    "libucx0 libunistring-dev libunwind-dev libusb-1.0-0-dev libuv1 libuv1-dev libv4l-0 libva-dev libvdpau-dev "
    "libvips-dev libwayland-client0 libwayland-server0 libwww-perl libx11-data libxau6 libxaw7 libxcb-image0 "
    "libxcb-shm0-dev libxcb-xfixes0-dev libxcb-xinerama0 libxcb1-dev libxdmcp6 libxfixes-dev libxine2-dev "
    "libxinerama1 libxkbcommon-x11-0 libxml++2.6-dev libxml-simple-perl libxmu-headers libxmu6 libyajl2 "
    "libyaml-cpp-dev libzookeeper-mt-dev lighttpd lintian littler lksctp-tools llvm-6.0 llvm-6.0-dev llvm-7 "
    "lsb-core ltrace lua-http luajit luarocks mafft mailcap mate-core mate-desktop-environment "
    "mate-notification-daemon media-types metacity mongodb mongodb-clients mongodb-server mono-vbnc "
    "mono-xbuild moreutils mosquitto mosquitto-clients mpack mpg123 multistrap mummer nautilus ncurses-term "
    "netcdf-bin network-manager neurodebian-freeze nfs-kernel-server nis node-clean-css node-less novnc "
    "nunit-console ocl-icd-dev octave openjdk-11-jre-headless openmpi-doc openslide-tools osm2pgsql parted "
    "pbzip2 pdns-server pdsh pep8 perl-base perl-modules-5.30 perl-modules-5.34 pgadmin3 phantomjs php-bz2 "
    "php-db php-gmp php-imap php-json php-ldap php-memcached php-mongodb php-readline postgresql-common ppp "
    "proj-bin pyflakes python-all python-apt python-bs4 python-cairo python-concurrent.futures python-crypto "
    "python-dateutil python-docutils python-jinja2 python-libxml2 python-lxml python-mako python-markdown "
    "python-mock python-netaddr python-nose python-numpy python-opengl python-openssl python-passlib "
    "python-pil python-pkg-resources python-protobuf python-psutil python-pygame python-pygments "
    "python-pyparsing python-simplejson python-sqlalchemy python-tz python-wxgtk3.0 python-xkit python-yaml "
    "python3-all-dev python3-apt python3-cffi python3-gdal python3-gi python3-gst-1.0 python3-h5py "
    "python3-minimal python3-packaging python3-pydot python3-pyqt5 python3-pytest python3-xkit python3.10-full "
    "python3.10-minimal python3.11-full python3.11-minimal python3.12-full python3.12-minimal python3.13-full "
    "python3.13-minimal python3.13-venv python3.8 python3.8-dev python3.8-minimal python3.8-venv python3.9 "
    "python3.9-dev python3.9-full python3.9-minimal python3.9-venv qml-module-qtquick-controls qpdf "
    "qt5-default qtdeclarative5-dev qtmultimedia5-dev qttools5-dev r-cran-littler r-recommended racket radare2 "
    "rapidjson-dev razor redsocks rfkill rpcbind rsh-redone-client ruby-bundler ruby-rmagick ruby-sass "
    "rubygems-integration s6 scala schedtool screen-resolution-extra secure-delete silversearcher-ag snap "
    "snapcraft spawn-fcgi ssmtp swig3.0 synaptic syslinux t1utils talk tantan tesseract-ocr-all "
    "tesseract-ocr-chi-sim tesseract-ocr-fra tesseract-ocr-jpn tesseract-ocr-kor tesseract-ocr-osd texi2html "
    "texlive-bibtex-extra texlive-extra-utils texlive-luatex texlive-pictures texlive-plain-generic "
    "texlive-science tidy tig tk ttf-dejavu ttf-ubuntu-font-family ttf-unifont ttfautohint ubuntu-desktop ucf "
    "ufw uhd-host unattended-upgrades unoconv unrar-free varnish vlan wafw00f wmctrl x11-common "
    "x11proto-gl-dev x11proto-xext-dev xdg-user-dirs xfce4 xfce4-terminal xserver-xorg-video-fbdev z3 zlibc "
    "zookeeperd"
)
"""Further packages that were followed, which `debian_closures` does not know."""

PACKAGES_WITH: Mapping[str, str] = {
    "libGL.so.1": (
        "arduino asciidoc calibre chromium chromium-driver cm-super default-jdk default-jre dvipng erlang "
        "ffmpeg firefox-esr fluidsynth freeglut3 freeglut3-dev frei0r-plugins git-all gnome-panel "
        "gnome-settings-daemon gnome-terminal gnuplot gstreamer1.0-libav gstreamer1.0-plugins-bad "
        "haskell-platform hydra kodi latexmk libavcodec-dev libavcodec-extra libavcodec59 libavdevice-dev "
        "libavfilter-dev libavformat-dev libavformat59 libavresample-dev libavutil-dev libbio-perl-perl "
        "libclblast-dev libegl1-mesa-dev libgl1 libgl1-mesa-dev libgl1-mesa-glx libgles2-mesa-dev libglew-dev "
        "libglfw3-dev libglu1-mesa libglu1-mesa-dev libgstreamer-plugins-bad1.0-0 "
        "libgstreamer-plugins-bad1.0-dev libgstreamer-plugins-base1.0-dev libgtk-3-dev libnotify-bin "
        "libnotify-dev libogre-1.9-dev libopencv-dev libosmesa6-dev libqt5gui5 libqt5opengl5-dev "
        "libqt5webkit5-dev libqt5widgets5 libreoffice libreoffice-calc libreoffice-core libreoffice-writer "
        "libsdl-console-dev libsdl-image1.2-dev libsdl-mixer1.2-dev libsdl-ttf2.0-dev libsdl1.2-dev "
        "libsdl2-dev libsdl2-image-dev libsfml-dev libsmpeg-dev libswresample-dev libswscale-dev libswscale6 "
        "libva-dev libvdpau-dev libvips-dev littler lxc mate-core mate-desktop-environment "
        "mate-notification-daemon mesa-common-dev mesa-utils metacity nautilus npm ocl-icd-opencl-dev octave "
        "openjdk-11-jdk openjdk-17-jdk openjdk-8-jdk openjdk-8-jre openjfx pgadmin3 phantomjs pulseaudio "
        "python-opengl python-wxgtk3.0 python3-gst-1.0 python3-opencv python3-opengl python3-pyqt5 "
        "qemu-system-x86 qml-module-qtquick-controls qt5-default qt6-base-dev qtbase5-dev qtdeclarative5-dev "
        "qtmultimedia5-dev qttools5-dev qttools5-dev-tools r-base r-base-core r-base-dev r-cran-ggplot2 "
        "r-cran-littler r-recommended screen-resolution-extra synaptic texlive texlive-base "
        "texlive-bibtex-extra texlive-extra-utils texlive-fonts-extra texlive-fonts-recommended texlive-full "
        "texlive-latex-base texlive-latex-extra texlive-latex-recommended texlive-luatex texlive-pictures "
        "texlive-plain-generic texlive-science texlive-xetex tk tk-dev tk8.6-dev tshark ttfautohint "
        "ubuntu-desktop uhd-host unoconv vlc wkhtmltopdf x11-utils x11vnc x264 xdg-utils xfce4 xmlto xorg "
        "xorg-dev xpra xserver-xorg-core xserver-xorg-dev xserver-xorg-video-fbdev xterm xvfb zenity "
        "zookeeper zookeeperd"
    ),
    "libglib-2.0.so.0": (
        "adwaita-icon-theme alien alsa-base ant ant-optional apache2-dev arduino asciidoc avahi-daemon awscli "
        "bashtop bluez bzr ca-certificates-java calibre cargo ceph chromium chromium-browser chromium-driver "
        "cm-super cron cups debhelper default-jdk default-jdk-headless default-jre default-jre-headless "
        "devscripts dh-autoreconf dh-golang dh-make dh-systemd dropbear dvipng emacs equivs erlang exonerate "
        "fbset ffmpeg firefox firefox-esr fluidsynth fluxbox fontforge fsharp gconf-service gdb gdb-multiarch "
        "gdebi genometools gettext gir1.2-gtk-3.0 git-all git-buildpackage gnome-panel gnome-settings-daemon "
        "gnome-terminal gnuplot gobject-introspection golang golang-go google-perftools gradle graphviz groff "
        "gstreamer1.0-libav gstreamer1.0-plugins-bad gstreamer1.0-plugins-base gstreamer1.0-plugins-good "
        "gstreamer1.0-plugins-ugly gstreamer1.0-tools gstreamer1.0-x gtk-sharp2 guile-2.2-dev hydra "
        "imagemagick initramfs-tools inkscape intltool ipython3 kodi kpartx last-align latexmk "
        "libappindicator1 libappindicator3-1 libass-dev libatk-bridge2.0-0 libatk1.0-0 libavcodec-dev "
        "libavcodec-extra libavcodec59 libavdevice-dev libavfilter-dev libavformat-dev libavformat59 "
        "libbio-perl-perl libcairo-gobject2 libcairo2-dev libcairomm-1.0-dev libcanberra-gtk-module "
        "libcanberra-gtk3-module libceres-dev libconfig++-dev libdbus-1-dev libdbus-glib-1-2 libeigen3-dev "
        "libfontconfig1-dev libgconf-2-4 libgconf2-dev libgd-dev libgdal-dev libgdiplus libgdk-pixbuf2.0-0 "
        "libgdk-pixbuf2.0-dev libgirepository1.0-dev libglfw3-dev libglib2.0-0 libglib2.0-0t64 libglib2.0-dev "
        "libgphoto2-dev libgraphicsmagick1-dev libgraphviz-dev libgsf-1-dev libgstreamer-plugins-bad1.0-0 "
        "libgstreamer-plugins-bad1.0-dev libgstreamer-plugins-base1.0-0 libgstreamer-plugins-base1.0-dev "
        "libgstreamer1.0-0 libgstreamer1.0-dev libgtk-3-0 libgtk-3-common libgtk-3-dev libgtk2.0-0 "
        "libgtk2.0-dev libharfbuzz0b libidn11-dev liblua5.2-dev libmagick++-dev libmagickcore-dev "
        "libmagickwand-dev libmapnik-dev libmotif-dev libnetcdf-dev libnetfilter-queue-dev libnghttp2-dev "
        "libnotify-bin libnotify-dev libopencv-dev libopencv-highgui4.5d libopencv-videoio4.5d libpango-1.0-0 "
        "libpango1.0-0 libpango1.0-dev libpangocairo-1.0-0 libpangoft2-1.0-0 libpangoxft-1.0-0 libpcap-dev "
        "libpcap0.8-dev libpqxx-dev libpulse-dev libqt5core5a libqt5dbus5 libqt5gui5 libqt5opengl5-dev "
        "libqt5webkit5-dev libqt5widgets5 libreoffice libreoffice-calc libreoffice-core libreoffice-writer "
        "librsvg2-bin librsvg2-dev libsamplerate0-dev libsdl-console-dev libsdl-image1.2-dev "
        "libsdl-mixer1.2-dev libsdl-ttf2.0-dev libsdl1.2-dev libsdl1.2debian libsdl2-dev libsdl2-image-dev "
        "libsmpeg-dev libsndfile1-dev libsoup2.4-dev libspatialindex-dev libtiff5-dev libudunits2-dev "
        "libvips-dev libvlc-dev libxft-dev libxine2-dev libxml++2.6-dev lighttpd lintian littler logrotate "
        "lsb-core luarocks lxc mailutils mapnik-utils mate-core mate-desktop-environment "
        "mate-notification-daemon maven mc mesa-utils metacity mono-complete mono-devel mono-vbnc munin "
        "nautilus network-manager novnc npm ntp nuget nunit-console ocaml-core octave openbox openjdk-11-jdk "
        "openjdk-11-jre-headless openjdk-17-jdk openjdk-17-jre-headless openjdk-21-jre-headless openjdk-8-jdk "
        "openjdk-8-jdk-headless openjdk-8-jre openjdk-8-jre-headless openjfx openslide-tools openssh-server "
        "openvpn osm2pgsql parallel pdftk pgadmin3 phantomjs php-apcu php-fpm php-json php-mcrypt "
        "php-memcached php-mongodb php-redis php-xdebug phpmyadmin pkg-config portaudio19-dev postfix postgis "
        "postgresql postgresql-common postgresql-contrib postgresql-server-dev-all pulseaudio python-pygame "
        "python-wxgtk3.0 python3-gi python3-gst-1.0 python3-matplotlib python3-opencv python3-pydot "
        "python3-pyqt5 python3-scipy python3-software-properties qemu-kvm qemu-system-x86 qemu-user "
        "qemu-user-static qml-module-qtquick-controls qt5-default qt6-base-dev qtbase5-dev qtdeclarative5-dev "
        "qtmultimedia5-dev qttools5-dev qttools5-dev-tools quilt r-base r-base-core r-base-dev r-cran-ggplot2 "
        "r-cran-littler r-recommended rabbitmq-server racket rdma-core rsyslog ruby-rmagick rustc scala "
        "screen-resolution-extra secure-delete shared-mime-info snapcraft software-properties-common ssh "
        "sshfs synaptic syslog-ng systemd tesseract-ocr tesseract-ocr-all tesseract-ocr-chi-sim "
        "tesseract-ocr-eng tesseract-ocr-fra tesseract-ocr-jpn tesseract-ocr-kor tesseract-ocr-osd texlive "
        "texlive-base texlive-bibtex-extra texlive-extra-utils texlive-fonts-extra texlive-fonts-recommended "
        "texlive-full texlive-latex-base texlive-latex-extra texlive-latex-recommended texlive-luatex "
        "texlive-pictures texlive-plain-generic texlive-science texlive-xetex tk-dev tk8.6-dev tor tshark "
        "ttfautohint ubuntu-desktop udev uhd-host unattended-upgrades unoconv valac valgrind vlc wkhtmltopdf "
        "wmctrl x264 xdg-utils xfce4 xfce4-terminal xmlto xorg xorg-dev xpra xserver-xorg-core "
        "xserver-xorg-video-fbdev yarnpkg zenity zookeeper zookeeperd"
    ),
    "libgomp.so.1": (
        "alien alsa-base alsa-utils apache2-dev arduino asciidoc awscli blast2 build-essential bundler "
        "cabal-install calibre cargo checkinstall chromium chromium-driver clang clang-6.0 clang-7 clang-8 "
        "cm-super cmake crystal cups cython cython3 debhelper devscripts dh-autoreconf dh-golang dh-make "
        "dh-systemd dh-virtualenv dkms dpatch dpkg-dev dvipng emacs equivs erlang fasttree ffmpeg firefox-esr "
        "flex fluidsynth g++ g++-12 g++-14 g++-7 g++-8 g++-9 g++-multilib gcc gcc-12 gcc-14 gcc-7 gcc-8 gcc-9 "
        "gcc-multilib gcovr gdal-bin gdebi gettext gfortran ghc git-all git-buildpackage gnome-panel "
        "gnome-settings-daemon gnome-terminal gnuplot gobject-introspection golang golang-go google-perftools "
        "gphoto2 graphicsmagick graphviz groff gstreamer1.0-libav gstreamer1.0-plugins-bad guile-2.2-dev "
        "haskell-platform haskell-stack httpie hydra imagemagick inkscape intltool ipython3 john kodi "
        "last-align latexmk lcov lib32readline-dev lib32z1-dev libavcodec-dev libavcodec-extra libavcodec59 "
        "libavdevice-dev libavfilter-dev libavformat-dev libavformat59 libbio-perl-perl libboost-all-dev "
        "libboost-chrono-dev libboost-date-time-dev libboost-dev libboost-filesystem-dev libboost-graph-dev "
        "libboost-iostreams-dev libboost-program-options-dev libboost-python-dev libboost-regex-dev "
        "libboost-system-dev libboost-test-dev libboost-thread-dev libc6-dev-i386 libceres-dev libclang-dev "
        "libcups2-dev libfftw3-3 libfftw3-dev libfftw3-mpi-dev libflann-dev libfreeimage-dev libfreeimage3 "
        "libgd-dev libgd-svg-perl libgdal-dev libghc-zlib-dev libgirepository1.0-dev libglpk-dev libglpk40 "
        "libgomp1 libgphoto2-dev libgraphicsmagick1-dev libgraphviz-dev libgrpc++-dev "
        "libgstreamer-plugins-bad1.0-dev libgstreamer-plugins-base1.0-dev libgstreamer1.0-dev libgtk2.0-dev "
        "libhwloc-dev liblpsolve55-dev libltdl-dev liblua5.2-dev libmagick++-dev libmagickcore-dev "
        "libmagickwand-dev libmapnik-dev libnotify-bin libnotify-dev libogre-1.9-dev libopenal-dev "
        "libopencv-dev libopencv-videoio4.5d libopenmpi-dev libqt5webkit5-dev libre2-dev libreoffice "
        "libreoffice-calc libreoffice-core libreoffice-writer librsvg2-dev libsdl-mixer1.2-dev libsox-dev "
        "libsox-fmt-all libsox-fmt-mp3 libsuitesparse-dev libswresample-dev libtag1-dev libtesseract-dev "
        "libtool libtool-bin libucx0 libvips-dev lintian littler lsb-core luarocks lxc mafft mapnik-utils "
        "mate-core mate-desktop-environment mate-notification-daemon meson metacity mpg123 mpich musl-dev "
        "nautilus ncbi-blast+ nginx-extras novnc npm ocaml ocaml-core octave opam openjfx openmpi-bin "
        "osm2pgsql pgadmin3 phantomjs php-gd phpmyadmin pkgconf pngquant postgis postgresql-server-dev-all "
        "pulseaudio python-pip python-wxgtk3.0 python3-gdal python3-h5py python3-matplotlib python3-opencv "
        "python3-pip python3-pydot python3-scipy python3-virtualenv qemu-system-x86 qt6-base-dev qttools5-dev "
        "qttools5-dev-tools quilt r-base r-base-core r-base-dev r-cran-ggplot2 r-cran-littler r-recommended "
        "rbenv rpm ruby-build ruby-rmagick rustc screen-resolution-extra sox synaptic tcl8.6-dev "
        "tesseract-ocr tesseract-ocr-all tesseract-ocr-chi-sim tesseract-ocr-eng tesseract-ocr-fra "
        "tesseract-ocr-jpn tesseract-ocr-kor tesseract-ocr-osd texlive texlive-base texlive-bibtex-extra "
        "texlive-extra-utils texlive-fonts-extra texlive-fonts-recommended texlive-full texlive-latex-base "
        "texlive-latex-extra texlive-latex-recommended texlive-luatex texlive-pictures texlive-plain-generic "
        "texlive-science texlive-xetex tk-dev tk8.6-dev tshark ubuntu-desktop uhd-host unixodbc-dev unoconv "
        "valac varnish virtualenv virtualenvwrapper vlc wkhtmltopdf x264 xdg-utils xfce4 xmlto xorg xpra "
        "zenity"
    ),
    "libodbc.so.2": (
        "erlang erlang-nox gdal-bin gnome-panel libgdal-dev libgstreamer-plugins-bad1.0-dev libmapnik-dev "
        "libopencv-dev libopencv-highgui4.5d libopencv-videoio4.5d mapnik-utils osm2pgsql postgis "
        "python3-gdal python3-opencv r-cran-ggplot2 slapd texlive-full uhd-host unixodbc unixodbc-dev xfce4"
    ),
    "libmpi": (
        "libbio-perl-perl libboost-all-dev libfftw3-mpi-dev libflann-dev libgstreamer-plugins-bad1.0-dev "
        "libopencv-dev libopenmpi-dev mpich octave openmpi-bin python3-h5py python3-opencv r-cran-ggplot2"
    ),
    "FFmpeg": (
        "asciidoc calibre chromium chromium-driver cm-super dvipng erlang ffmpeg firefox-esr gnome-panel "
        "gnome-settings-daemon gnome-terminal gstreamer1.0-libav gstreamer1.0-plugins-bad hydra kodi latexmk "
        "libavcodec-dev libavcodec-extra libavcodec59 libavdevice-dev libavfilter-dev libavformat-dev "
        "libavformat59 libgstreamer-plugins-bad1.0-dev libopencv-dev libopencv-videoio4.5d libreoffice "
        "libreoffice-calc libreoffice-core libreoffice-writer libvips-dev littler lxc mate-core "
        "mate-desktop-environment metacity nautilus npm openjfx pulseaudio python3-opencv qemu-system-x86 "
        "r-base r-base-core r-base-dev r-cran-ggplot2 r-cran-littler r-recommended synaptic texlive "
        "texlive-base texlive-bibtex-extra texlive-extra-utils texlive-fonts-extra texlive-fonts-recommended "
        "texlive-full texlive-latex-base texlive-latex-extra texlive-latex-recommended texlive-luatex "
        "texlive-pictures texlive-plain-generic texlive-science texlive-xetex tshark ubuntu-desktop uhd-host "
        "unoconv vlc x264 xdg-utils xfce4 xmlto xpra zenity"
    ),
    "tesseract": (
        "tesseract-ocr tesseract-ocr-all tesseract-ocr-chi-sim tesseract-ocr-eng tesseract-ocr-fra "
        "tesseract-ocr-jpn tesseract-ocr-kor tesseract-ocr-osd texlive-full"
    ),
    "pdftoppm": ("calibre cups gnome-panel latexmk libvips-dev poppler-utils texlive-full ubuntu-desktop xfce4"),
    "libpango-1.0.so.0": (
        "adwaita-icon-theme arduino asciidoc awscli bzr calibre chromium chromium-driver cm-super default-jdk "
        "default-jre dvipng emacs erlang ffmpeg firefox firefox-esr fluidsynth fluxbox fontforge fsharp gdebi "
        "genometools gir1.2-gtk-3.0 git-all gnome-panel gnome-settings-daemon gnome-terminal gnuplot "
        "google-perftools graphviz groff gstreamer1.0-libav gstreamer1.0-plugins-bad "
        "gstreamer1.0-plugins-good gstreamer1.0-x gtk-sharp2 hydra imagemagick inkscape kodi latexmk "
        "libappindicator1 libappindicator3-1 libavcodec-dev libavcodec-extra libavcodec59 libavdevice-dev "
        "libavfilter-dev libavformat-dev libavformat59 libbio-perl-perl libcanberra-gtk-module "
        "libcanberra-gtk3-module libgdiplus libglfw3-dev libgraphviz-dev libgstreamer-plugins-bad1.0-dev "
        "libgtk-3-0 libgtk-3-common libgtk-3-dev libgtk2.0-0 libgtk2.0-dev libmagick++-dev libmagickcore-dev "
        "libmagickwand-dev libnotify-bin libnotify-dev libopencv-dev libopencv-highgui4.5d "
        "libopencv-videoio4.5d libpango-1.0-0 libpango1.0-0 libpango1.0-dev libpangocairo-1.0-0 "
        "libpangoft2-1.0-0 libpangoxft-1.0-0 libqt5gui5 libqt5opengl5-dev libqt5webkit5-dev libqt5widgets5 "
        "libreoffice libreoffice-calc libreoffice-core libreoffice-writer librsvg2-bin librsvg2-dev "
        "libsdl-image1.2-dev libsdl-mixer1.2-dev libsdl-ttf2.0-dev libsdl1.2-dev libsdl1.2debian libsdl2-dev "
        "libsdl2-image-dev libsmpeg-dev libvips-dev littler lxc mate-core mate-desktop-environment "
        "mate-notification-daemon mesa-utils metacity mono-complete mono-devel munin nautilus npm nuget "
        "nunit-console ocaml-core octave openbox openjdk-17-jdk openjdk-8-jdk openjdk-8-jre openjfx "
        "openslide-tools pgadmin3 phantomjs pulseaudio python-wxgtk3.0 python3-opencv python3-pydot "
        "python3-pyqt5 qemu-kvm qemu-system-x86 qml-module-qtquick-controls qt5-default qt6-base-dev "
        "qtbase5-dev qtdeclarative5-dev qtmultimedia5-dev qttools5-dev qttools5-dev-tools r-base r-base-core "
        "r-base-dev r-cran-ggplot2 r-cran-littler r-recommended racket screen-resolution-extra synaptic "
        "tesseract-ocr tesseract-ocr-all tesseract-ocr-chi-sim tesseract-ocr-eng tesseract-ocr-fra "
        "tesseract-ocr-jpn tesseract-ocr-kor tesseract-ocr-osd texlive texlive-base texlive-bibtex-extra "
        "texlive-extra-utils texlive-fonts-extra texlive-fonts-recommended texlive-full texlive-latex-base "
        "texlive-latex-extra texlive-latex-recommended texlive-luatex texlive-pictures texlive-plain-generic "
        "texlive-science texlive-xetex tshark ttfautohint ubuntu-desktop uhd-host unoconv vlc wkhtmltopdf "
        "x264 xdg-utils xfce4 xfce4-terminal xmlto xorg xpra yarnpkg zenity zookeeper zookeeperd"
    ),
}
"""By library, the names with blanks between them."""
