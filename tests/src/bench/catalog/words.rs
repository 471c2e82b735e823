//! The words products are made of where the peers' generator is not at hand. Brands are put
//! together from syllables and belong to nobody.

/// Departments, their shelves, and what stands on each: `shelf: kind, kind`.
pub const SHELVES: [(&str, &str); 14] = [
    (
        "Dapur",
        "Memasak:Panci Susu,Wajan Besi,Kukusan Bambu,Cobek Batu,Teko Enamel,Panggangan Arang;\
         Menyaji:Piring Rotan,Mangkuk Kayu,Gelas Kopi,Sendok Sup,Nampan Jati;\
         Listrik:Penanak Nasi,Blender Kaca,Pemanggang Roti,Ketel Listrik,Mesin Kopi",
    ),
    (
        "Bahan Makanan",
        "Pokok:Beras Merah,Beras Pandan,Minyak Kelapa,Gula Semut,Tepung Beras,Mi Telur;\
         Bumbu:Sambal Terasi,Kecap Asin,Bumbu Soto,Merica Bubuk,Kunyit Bubuk;\
         Camilan:Keripik Tempe,Kacang Bawang,Dodol Nanas,Emping Manis,Biskuit Gandum",
    ),
    (
        "Minuman",
        "Kopi:Kopi Robusta,Kopi Luwak,Kopi Susu,Cold Brew;Teh:Teh Hijau,Teh Tarik,Teh Rosela;\
         Dingin:Jus Jambu,Air Kelapa,Sirup Leci,Soda Jahe",
    ),
    (
        "Pakaian Pria",
        "Atas:Kaos Lengan Panjang,Kemeja Linen,Jaket Parasut,Rompi Kerja;\
         Bawah:Celana Kain,Celana Training,Sarung Tenun,Celana Denim;Kaki:Sepatu Kanvas,Sandal Jepit",
    ),
    (
        "Pakaian Wanita",
        "Atas:Kebaya Modern,Blus Brokat,Kaos Rajut,Jaket Denim;\
         Bawah:Rok Batik,Celana Kulot,Legging Sport;Kepala:Kerudung Voal,Topi Anyam,Ikat Rambut;\
         Tas:Tas Anyam,Dompet Batik,Ransel Kecil",
    ),
    (
        "Anak",
        "Bayi:Popok Kain,Botol Bayi,Selimut Muslin,Kereta Bayi,Celemek Makan;\
         Mainan:Layang Layang,Congklak Kayu,Boneka Kain,Mobil Kayu,Balok Huruf;\
         Sekolah:Tas Sekolah,Kotak Pensil,Bekal Makan,Seragam Putih",
    ),
    (
        "Elektronik",
        "Suara:Speaker Meja,Headset Kabel,Earphone Nirkabel,Radio Saku;\
         Gambar:Kamera Saku,Proyektor Mini,Tripod Lipat,Layar Monitor;\
         Daya:Baterai Isi Ulang,Kabel Ekstensi,Lampu Tidur,Adaptor Dinding,Panel Surya",
    ),
    (
        "Telepon",
        "Ponsel:Ponsel Pintar,Ponsel Tombol,Tablet Belajar;\
         Pelengkap:Pelindung Layar,Sarung Ponsel,Pengisi Daya,Kabel Tipe C,Dudukan Ponsel,Power Bank;\
         Jam:Jam Pintar,Gelang Pintar",
    ),
    (
        "Komputer",
        "Mesin:Laptop Tipis,Komputer Mini,Papan Tik,Tetikus Nirkabel,Kamera Web;\
         Simpan:Kartu Memori,Flashdisk Logam,SSD Portabel,Hard Disk;\
         Jaringan:Router Rumah,Kabel Jaringan,Penguat Sinyal,Printer Tinta",
    ),
    (
        "Rumah",
        "Tidur:Kasur Lipat,Bantal Kapuk,Seprai Katun,Kelambu Kasur;\
         Bersih:Sapu Ijuk,Kain Pel,Sabun Cuci,Tempat Sampah,Sikat Lantai;\
         Hias:Lampu Gantung,Tikar Pandan,Bingkai Cermin,Pot Tanah,Gorden Katun;\
         Simpan:Rak Susun,Kotak Plastik,Lemari Kain,Gantungan Baju",
    ),
    (
        "Kesehatan",
        "Obat:Minyak Urut,Jahe Merah,Madu Hutan,Vitamin Anak;\
         Alat:Termometer Digital,Timbangan Badan,Tensi Meter,Masker Kain,Kotak Obat",
    ),
    (
        "Kecantikan",
        "Wajah:Sabun Wajah,Serum Malam,Tabir Surya,Masker Lumpur,Pelembap Bibir;\
         Rambut:Sampo Lidah Buaya,Minyak Kemiri,Sisir Kayu;Wangi:Parfum Melati,Losion Mawar",
    ),
    (
        "Olahraga",
        "Lapangan:Bola Voli,Bola Takraw,Raket Tenis,Kok Bulu,Jaring Gawang;\
         Alam:Tenda Dome,Matras Kemah,Senter Kepala,Botol Gunung,Tas Carrier;\
         Badan:Tali Skipping,Dumbel Karet,Karet Tarik,Matras Senam",
    ),
    (
        "Kendaraan",
        "Motor:Helm Anak,Oli Mesin,Busi Motor,Jas Hujan,Rantai Motor;\
         Mobil:Karpet Bagasi,Pewangi Mobil,Kaca Spion,Dongkrak Mobil;\
         Sepeda:Sepeda Anak,Bel Sepeda,Ban Sepeda,Keranjang Sepeda;\
         Bengkel:Kunci Inggris,Tang Potong,Bor Tangan,Palu Karet,Obeng Bolak Balik",
    ),
];

pub const SYLLABLES: [&str; 28] = [
    "sa", "ri", "ta", "nu", "ma", "ge", "lo", "ka", "vi", "da", "ro", "me", "li", "su", "pa", "an",
    "to", "be", "ra", "ki", "ju", "wo", "ne", "sin", "tar", "bul", "gan", "mer",
];

pub const ADJECTIVES: [&str; 32] = [
    "Asli", "Baru", "Tebal", "Tipis", "Halus", "Kuat", "Ringan", "Besar", "Kecil", "Lipat",
    "Harum", "Segar", "Alami", "Hemat", "Cepat", "Rapi", "Classic", "Smart", "Soft", "Daily",
    "Fresh", "Travel", "Compact", "Heavy", "Pro", "Lite", "Plus", "Mini", "Original", "Organic",
    "Outdoor", "Family",
];

pub const COLOURS: [&str; 16] = [
    "Hitam", "Putih", "Merah", "Biru", "Hijau", "Kuning", "Cokelat", "Abu", "Ungu", "Jingga",
    "Krem", "Perak", "Emas", "Toska", "Marun", "Nila",
];

/// What is told of a product, and what can be told.
pub const ATTRIBUTES: [(&str, &str); 9] = [
    ("ukuran", "S,M,L,XL,XXL,38,40,42,100 ml,250 ml,500 ml,1 liter"),
    ("bahan", "Katun,Linen,Kulit,Kanvas,Baja,Plastik,Kayu Jati,Bambu,Karet,Kaca,Keramik,Silikon"),
    ("asal", "Aceh,Padang,Palembang,Bogor,Garut,Solo,Kudus,Malang,Bali,Lombok,Manado,Ambon"),
    ("garansi", "tanpa,7 hari,1 bulan,6 bulan,1 tahun,2 tahun"),
    ("kondisi", "baru,bekas,diperbaiki"),
    ("berat", "100 g,200 g,350 g,500 g,750 g,1 kg,2 kg,5 kg"),
    ("isi", "1 buah,2 buah,3 buah,6 buah,10 buah,1 lusin"),
    ("gaya", "santai,resmi,olahraga,lama,modern,sederhana,daerah"),
    ("daya", "5 W,10 W,18 W,45 W,100 W,350 W"),
];

/// What long descriptions are written of; with beginnings and endings they become some thousands.
pub const TOLD: &str = "dan untuk yang dengan ini dari kami barang bahan warna ukuran harga mutu pilihan \
    nyaman kuat ringan tahan mudah dipakai dicuci disimpan dibawa setiap hari rumah dapur kantor \
    sekolah jalan pesta hujan panas dingin kering basah anak dewasa keluarga teman tamu hadiah \
    pengiriman kemasan aman cepat rapi kotak kertas plastik kayu tangan pengrajin desa kota pulau \
    laut gunung sawah kebun pagi siang malam minggu bulan tahun rasa manis asin pedas gurih harum \
    segar lembut halus kasar tebal tipis panjang pendek lebar tinggi isi berat muat lipat tutup buka \
    tekan putar pasang lepas ganti isi ulang kabel layar suara gambar cahaya daya baterai memori \
    jaringan sinyal air minyak gula garam beras tepung susu teh kopi madu kain benang kancing saku \
    jahit anyam ukir cat lapis tanya jawab pesan bayar tukar kembali garansi resmi asli toko \
    made with care from good material easy to clean light enough for travel strong enough for work \
    please read the size guide before you order thank you for shopping with us";

pub const BEGINNINGS: [&str; 8] = ["", "", "", "me", "ber", "di", "ter", "pe"];

pub const ENDINGS: [&str; 7] = ["", "", "", "nya", "kan", "an", "lah"];
