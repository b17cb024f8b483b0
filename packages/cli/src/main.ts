console.log('cli', process.argv.slice(2), process.env.LIUSU_LAUNCH_STAGES);
